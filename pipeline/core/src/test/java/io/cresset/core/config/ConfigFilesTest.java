package io.cresset.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files themselves: the configuration, and those that it refers to. */
class ConfigFilesTest {
  @TempDir Path dir;

  @Test
  void namesTheFileAsTheUserDid() throws IOException {
    Path file = Files.writeString(dir.resolve("my.yaml"), "a: 1\n");
    assertThatThrownBy(() -> TestKinds.loader(Map.of()).load(file))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageStartingWith(file + ":1:1: a: unknown key; known: ");
  }

  @Test
  void aFileThatCannotBeReadIsAProblemOfItsOwn() throws IOException {
    assertThat(problem(dir.resolve("none.yaml"))).endsWith("none.yaml: there is no such file");
    assertThat(problem(dir)).isEqualTo(dir + ": is a folder");
    Path latin = Files.write(dir.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xE9});
    assertThat(problem(latin)).isEqualTo(latin + ": is not UTF-8 text");
    Path large = Files.writeString(dir.resolve("large.yaml"), "#".repeat(1 << 21));
    assertThat(problem(large)).isEqualTo(large + ": more than 1048576 characters long");
  }

  @Test
  void aByteOrderMarkIsNoContent() throws Exception {
    Path file = Files.writeString(dir.resolve("bom.yaml"), "\uFEFFdata: /x\n");
    assertThat(TestKinds.loader(Map.of()).load(file).general().data()).contains(Path.of("/x"));
  }

  @Test
  void withoutAFileTheDefaultsRun() {
    CressetConfig config = TestKinds.loader(Map.of()).withoutFile();
    assertThat(config.collectors()).extracting(CollectorEntry::component).containsExactly("node");
    assertThat(config.exporters())
        .extracting(ExporterEntry::component)
        .containsExactly("prometheus");
    assertThat(config.general().web().listen()).hasToString("0.0.0.0:9464");
  }

  @Test
  void aSecretFileIsReadAgainWhenItChanges() throws Exception {
    Path secret = Files.writeString(dir.resolve("secret"), "first\n");
    References references = new References(Map.of());
    var read = references.secret("${file:" + secret + "}");
    assertThat(read.reveal()).isEqualTo("first");
    assertThat(read).hasToString("***");

    Files.writeString(secret, "second\r\n");
    Files.setLastModifiedTime(secret, FileTime.fromMillis(1));
    assertThat(read.reveal()).isEqualTo("second");

    // As Kubernetes changes a mounted secret: another file under the same name.
    Path other = Files.writeString(dir.resolve("other"), "third");
    Files.setLastModifiedTime(other, FileTime.fromMillis(1));
    Files.move(other, secret, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(read.reveal()).isEqualTo("third");

    Files.delete(secret);
    assertThat(read.reveal()).as("while it is away").isEqualTo("third");
    Files.writeString(secret, "fourth");
    assertThat(read.reveal()).isEqualTo("fourth");
  }

  @Test
  void referencedFilesHaveLimits() throws IOException {
    Path large = Files.write(dir.resolve("large"), new byte[ReferencedFile.MAX_BYTES + 1]);
    Path binary = Files.write(dir.resolve("binary"), new byte[] {(byte) 0xFF});
    References references = new References(Map.of());
    assertThatThrownBy(() -> references.expand("${file:" + large + "}"))
        .hasMessage("the file " + large + " has more than 65536 bytes");
    assertThatThrownBy(() -> references.secret("${file:" + binary + "}"))
        .hasMessage("the file " + binary + " is not UTF-8 text");
    assertThatThrownBy(() -> references.expand("${file:" + dir + "}"))
        .hasMessageStartingWith("the file " + dir + " cannot be read");
  }

  @Test
  void aFileInsideOfAValue() throws Exception {
    Path name = Files.write(dir.resolve("name"), "home\n".getBytes(StandardCharsets.UTF_8));
    assertThat(new References(Map.of()).expand("a-${file:" + name + "}-b")).isEqualTo("a-home-b");
  }

  @Test
  void twoThatClaimOneKindAreRefused() {
    var one = new TestKinds.Source<>("node", TestKinds.Nothing.class, false);
    assertThatThrownBy(() -> Kinds.of(List.of(one, one), List.of(), List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("two claim the kind 'node'");
  }

  private static String problem(Path file) {
    try {
      TestKinds.loader(Map.of()).load(file);
      throw new AssertionError(file + " was taken");
    } catch (InvalidConfig e) {
      return e.getMessage();
    }
  }
}
