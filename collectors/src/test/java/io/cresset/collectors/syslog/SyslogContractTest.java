package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.CollectorFactory;
import io.cresset.testkit.CollectorContract;
import org.junit.jupiter.api.Test;

class SyslogContractTest implements CollectorContract<SyslogConfig> {
  @Override
  public CollectorFactory<SyslogConfig> factory() {
    return new SyslogFactory();
  }

  @Override
  public SyslogConfig workingConfig() {
    return new TestConfig("udp://127.0.0.1:0", "tcp://127.0.0.1:0").build();
  }

  @Test
  void dashboardsSelectItsJobByItsKind() {
    assertThat(factory().job()).isEqualTo("syslog");
    assertThat(factory().severalAllowed()).isFalse();
  }
}
