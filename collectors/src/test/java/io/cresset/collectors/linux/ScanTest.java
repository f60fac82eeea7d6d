package io.cresset.collectors.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cresset.api.collect.CollectFailure;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanTest {

  private static Scan first(String line) {
    Scan in = Scan.of("file", line);
    assertThat(in.nextLine()).isTrue();
    return in;
  }

  @Test
  void fieldsStandBetweenAnyNumberOfBlanks() throws CollectFailure {
    Scan in = first("  a\t bc  \nd");
    assertThat(in.field().text()).isEqualTo("a");
    assertThat(in.field().text()).isEqualTo("bc");
    assertThat(in.nextField()).isFalse();
    assertThat(in.nextLine()).isTrue();
    assertThat(in.field().is("d")).isTrue();
    assertThat(in.nextLine()).isFalse();
  }

  @Test
  void cellsStandBetweenSingleSpacesAndMayBeEmpty() {
    Scan in = first("a  b \n");
    assertThat(cells(in)).isEqualTo("[a][][b][]");
    assertThat(cells(first("\n"))).isEqualTo("[]");
  }

  private static String cells(Scan in) {
    StringBuilder cells = new StringBuilder();
    while (in.nextCell()) {
      cells.append('[').append(in.text()).append(']');
    }
    return cells.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "9223372036854776833",
        "18446744073709549567",
        "18446744073709549568",
        "18446744073709551615"
      })
  void unsignedNumbersRoundAsDoublesDo(String number) throws CollectFailure {
    Scan in = first(number);
    assertThat(in.field().unsigned()).isEqualTo(Long.parseUnsignedLong(number));
    assertThat(in.count()).isEqualTo(new BigInteger(number).doubleValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "+1", "1.0", "", "x", "0x1", "18446744073709551616", "1٣"})
  void otherThingsAreNotUnsignedNumbers(String text) {
    assertThatExceptionOfType(CollectFailure.class)
        .isThrownBy(() -> first(text + "\n").field().unsigned())
        .withMessageStartingWith("file:1: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "1d", "1f", "0x1p3", "1e", "--1", ""})
  void otherThingsAreNotFractions(String text) {
    assertThatExceptionOfType(CollectFailure.class)
        .isThrownBy(() -> first(text + "\n").field().decimal());
  }
}
