package io.cresset.core.rejected;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

  @Test
  void idsAndRanges() {
    Ids ids = Ids.parse("3-7,9,0");
    assertThat(ids).hasToString("3-7,9,0");
    assertThat(ids.has(3) && ids.has(7) && ids.has(9) && ids.has(0)).isTrue();
    assertThat(ids.has(2) || ids.has(8) || ids.has(10)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",", "a", "3-", "-3", "7-3", "3--4", "1 2", "9999999999999999999", "+1"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Ids.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void numbersAreASet() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      Numbers numbers = new Numbers();
      TreeSet<Long> oracle = new TreeSet<>();
      for (int step = 0; step < 60; step++) {
        long first = random.nextInt(3) * 4090L + random.nextInt(20);
        long last = first + random.nextInt(random.nextInt(10) == 0 ? 9_000 : 8);
        if (random.nextBoolean()) {
          for (long n = first; n <= last; n++) {
            numbers.add(n);
            oracle.add(n);
          }
        } else if (random.nextInt(10) == 0) {
          numbers.removeBelow(first);
          oracle.headSet(first).clear();
        } else {
          numbers.remove(Ids.parse(first + "-" + last));
          oracle.subSet(first, last + 1).clear();
        }
      }
      assertThat(numbers.count()).isEqualTo(oracle.size());
      Ids ids = numbers.ids();
      for (long n = 0; n < 20_000; n += 1 + random.nextInt(7)) {
        assertThat(numbers.has(n)).isEqualTo(oracle.contains(n));
        assertThat(ids.has(n)).isEqualTo(oracle.contains(n));
      }
      for (int i = 1; i < ids.ranges().size(); i++) {
        assertThat(ids.ranges().get(i).first()).isGreaterThan(ids.ranges().get(i - 1).last() + 1);
      }
    }
  }

  @Test
  void aRangeWithoutEndCostsNothing() {
    Numbers numbers = new Numbers();
    numbers.add(5);
    numbers.add(1L << 40);
    numbers.remove(Ids.parse("6-999999999999999999"));
    assertThat(numbers.ids()).hasToString("5");
  }
}
