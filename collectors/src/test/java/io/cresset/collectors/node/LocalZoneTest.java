package io.cresset.collectors.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalZoneTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          UTC0; 0; UTC
          CET-1CEST,M3.5.0,M10.5.0/3; 3600; CET
          CET-1CEST,M3.5.0,M10.5.0/3; 7200; CEST
          EST5EDT,M3.2.0,M11.1.0; -18000; EST
          EST5EDT,M3.2.0,M11.1.0; -14400; EDT
          IST-1GMT0,M10.5.0,M3.5.0/1; 0; GMT
          IST-1GMT0,M10.5.0,M3.5.0/1; 3600; IST
          <-03>3; -10800; -03
          <+0530>-5:30; 19800; +0530
          <+1030>-10:30<+11>-11,M10.1.0,M4.1.0; 37800; +1030
          <+1030>-10:30<+11>-11,M10.1.0,M4.1.0; 39600; +11
          NST3:30NDT,M3.2.0,M11.1.0; -9000; NDT
          <+01>-1; 0; +00
          <+01>-1; 20700; +0545
          CET-1; -34200; -0930
          ''; 0; UTC
          ''; 3600; +01
          nonsense; 0; +00
          """)
  void namesAnOffsetAsTheZoneDataBaseDoes(String rule, int offset, String name) {
    assertThat(LocalZone.name(rule, offset)).isEqualTo(name);
  }

  @Test
  void theRuleIsTheLastLineOfTheFile() {
    assertThat(LocalZone.rule("TZif2...\nCET-1CEST\n".getBytes(UTF_8))).isEqualTo("CET-1CEST");
    assertThat(LocalZone.rule("TZif1 and no more".getBytes(UTF_8))).isEmpty();
    assertThat(LocalZone.rule("\n".getBytes(UTF_8))).isEmpty();
    assertThat(LocalZone.rule(new byte[0])).isEmpty();
  }

  @Test
  void thisMachineHasAZone() {
    assertThat(LocalZone.at(1_767_322_800).name()).isNotEmpty();
  }
}
