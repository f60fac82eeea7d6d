package io.cresset.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1000, 1000",
    "7B, 7",
    "64KiB, 65536",
    "512MiB, 536870912",
    "' 1 GiB ', 1073741824",
    "8388607TiB, 9223370937343148032",
  })
  void readsANumberWithOrWithoutUnit(String text, long bytes) {
    assertThat(DataSize.parse(text)).isEqualTo(new DataSize(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "MiB", "1.5GiB", "-1", "1KB", "1kib", "1 G", "1e3", "1234567890123456"})
  void anythingElseIsNotASize(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DataSize.parse(text))
        .withMessage(
            "'"
                + text
                + "' is not a size; write a number with B, KiB, MiB, GiB or TiB, such as 512MiB");
  }

  @Test
  void tooMuchIsSaid() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DataSize.parse("8388608TiB"))
        .withMessage("'8388608TiB' is more than this program can count");
    assertThatIllegalArgumentException().isThrownBy(() -> new DataSize(-1));
  }

  @Test
  void printsTheLargestUnitThatIsWhole() {
    assertThat(new DataSize(0)).hasToString("0B");
    assertThat(new DataSize(1536)).hasToString("1536B");
    assertThat(new DataSize(2048)).hasToString("2KiB");
    assertThat(new DataSize(3L << 40)).hasToString("3TiB");
    Random random = new Random(11);
    for (int i = 0; i < 1000; i++) {
      long number = random.nextInt(1000);
      DataSize size = new DataSize(number << 10 * random.nextInt(5));
      assertThat(DataSize.parse(size.toString())).isEqualTo(size);
    }
  }
}
