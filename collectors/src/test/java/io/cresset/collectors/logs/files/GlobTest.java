package io.cresset.collectors.logs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GlobTest {

  @Test
  void namesAndFolders() {
    Glob glob = Glob.parse("/var/log/*/x?.{log,txt}");
    assertThat(glob.root()).isEqualTo(Path.of("/var/log"));
    assertThat(glob.matches(Path.of("/var/log/a/x1.log"))).isTrue();
    assertThat(glob.matches(Path.of("/var/log/a/b/x1.log"))).isFalse();
    assertThat(glob.enters(Path.of("/var/log"))).isTrue();
    assertThat(glob.enters(Path.of("/var/log/a"))).isTrue();
    assertThat(glob.enters(Path.of("/var/log/a/b"))).isFalse();
    assertThat(glob.enters(Path.of("/var"))).isFalse();
  }

  @Test
  void acrossFolders() {
    Glob glob = Glob.parse("/srv/a*/**/x.log");
    assertThat(glob.matches(Path.of("/srv/ab/x.log"))).isTrue();
    assertThat(glob.matches(Path.of("/srv/ab/c/d/x.log"))).isTrue();
    assertThat(glob.matches(Path.of("/srv/b/x.log"))).isFalse();
    assertThat(glob.enters(Path.of("/srv/ab/c/d"))).isTrue();
    assertThat(glob.enters(Path.of("/srv/b"))).isFalse();
  }

  @Test
  void aPathAsItIs() {
    Glob glob = Glob.parse("/var/log/syslog");
    assertThat(glob.root()).isEqualTo(Path.of("/var/log"));
    assertThat(glob.matches(Path.of("/var/log/syslog"))).isTrue();
    assertThat(glob.enters(Path.of("/var/log/apt"))).isFalse();
  }

  @Test
  void whatIsRefused() {
    assertThatThrownBy(() -> Glob.parse("log/*.log")).hasMessageContaining("absolute path");
    assertThatThrownBy(() -> Glob.parse("/var/log/")).hasMessageContaining("/var/log/*.log");
    assertThatThrownBy(() -> Glob.parse("/var/{a/b,c}/x")).hasMessageContaining("one pattern");
    assertThatThrownBy(() -> Glob.parse("/var/[a")).hasMessageContaining("not a pattern");
  }
}
