package io.cresset.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretTest {

  @Test
  void isAskedForEachTimeAndNeverPrinted() {
    Iterator<String> values = List.of("old", "new").iterator();
    Secret secret = new Secret(values::next);
    assertThat(secret.reveal()).isEqualTo("old");
    assertThat(secret.reveal()).isEqualTo("new");
    assertThat(secret).hasToString("***");
  }
}
