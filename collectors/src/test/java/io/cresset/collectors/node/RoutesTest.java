package io.cresset.collectors.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.NumberPoint;
import io.cresset.collectors.node.network.Routes;
import io.cresset.collectors.node.source.Host;
import io.cresset.testkit.FakeTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A router has all routes of the Internet. */
class RoutesTest {
  private static final int ROUTES = 12_000;

  @TempDir Path dir;

  @Test
  void ofVeryManyRoutesTheFirstAreToldAndAllAreCounted() throws Exception {
    // struct ifinfomsg of interface 2, with IFLA_IFNAME.
    Files.writeString(
        dir.resolve("netlink-0-18-0"), "00000100020000004310000000000000090003006574683000000000");
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < ROUTES; i++) {
      // struct rtmsg of BGP, with RTA_DST 10.x.y.0/24 and RTA_OIF.
      messages.add("02180000feba000100000000080001000a%04x000800040002000000".formatted(i));
    }
    Files.write(dir.resolve("netlink-0-26-0"), messages);
    Host host = new Host(dir, dir, dir, dir, new FakeMachine(dir), new FakeTime(), _ -> {});
    List<MetricFamily> told = new ArrayList<>();
    assertThatExceptionOfType(CollectFailure.class)
        .isThrownBy(() -> new Routes(host).collect(told::add))
        .withMessage("there are more than 10000 routes; the others are only counted");
    assertThat(told)
        .extracting(family -> family.spec().name())
        .containsExactly("node_network_route_info", "node_network_routes");
    assertThat(told.getFirst().points()).hasSize(10_000);
    assertThat(told.getLast().points())
        .singleElement()
        .isInstanceOfSatisfying(
            NumberPoint.class, point -> assertThat(point.value()).isEqualTo(ROUTES));
  }
}
