package io.cresset.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CaseFoldersTest {
  @TestFactory
  Stream<DynamicTest> runsOutputAndErrorCases() {
    return CaseFolders.in("cases/testkit", CaseFoldersTest::upperCase);
  }

  @Test
  void aCaseWithAnotherOutputFails() {
    List<DynamicTest> tests =
        CaseFolders.in("cases/testkit", dir -> upperCase(dir) + "!", false).toList();
    DynamicTest works =
        tests.stream()
            .filter(test -> test.getDisplayName().equals("works"))
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() -> works.getExecutable().execute()).isInstanceOf(AssertionError.class);
  }

  @Test
  void aCaseThatShouldFailAndDoesNotFails() {
    List<DynamicTest> tests = CaseFolders.in("cases/testkit", _ -> "HELLO\n", false).toList();
    assertThat(tests).hasSize(2);
    DynamicTest fails =
        tests.stream()
            .filter(test -> test.getDisplayName().equals("fails"))
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() -> fails.getExecutable().execute()).isInstanceOf(AssertionError.class);
  }

  private static String upperCase(java.nio.file.Path dir) throws IOException {
    String input = Files.readString(dir.resolve("input.txt"));
    if (input.isBlank()) {
      throw new IOException(dir.resolve("input.txt") + " is blank");
    }
    return input.toUpperCase(java.util.Locale.ROOT);
  }
}
