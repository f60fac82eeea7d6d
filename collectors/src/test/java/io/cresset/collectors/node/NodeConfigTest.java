package io.cresset.collectors.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NodeConfigTest {

  private static NodeConfig config(List<String> enable, List<String> disable) {
    return TestNodeConfig.here().enabling(enable).disabling(disable).build();
  }

  @Test
  void whatIsOffByDefaultRunsOnlyIfItIsEnabled() {
    assertThat(config(List.of(), List.of()).parts())
        .containsExactlyElementsOf(
            Arrays.stream(NodePart.values()).filter(NodePart::byDefault).toList());
    assertThat(config(TestNodeConfig.offByDefault(), List.of()).parts())
        .containsExactly(NodePart.values());
  }

  @Test
  void whatIsDisabledDoesNotRun() {
    assertThat(config(List.of("cpu"), List.of("os", "uname")).parts())
        .contains(NodePart.CPU)
        .doesNotContain(NodePart.OS, NodePart.UNAME)
        .hasSize(NodePart.values().length - TestNodeConfig.offByDefault().size() - 2);
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    String known =
        Arrays.stream(NodePart.values()).map(NodePart::id).collect(Collectors.joining(", "));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(List.of("cpus"), List.of()))
        .withMessage("enable: there is no 'cpus'; known are " + known);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(List.of(), List.of("netdev", "")))
        .withMessage("disable: there is no ''; known are " + known);
  }

  @Test
  void aNameInBothListsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(List.of("cpu"), List.of("cpu")))
        .withMessage("'cpu' stands in enable and in disable; take it out of one");
  }

  @Test
  void twoThatTellTheSameAreRefused() {
    TestNodeConfig both =
        TestNodeConfig.here()
            .with("netclass.netlink", "true")
            .with("netclass.rtnl_with_stats", "true");
    assertThatIllegalArgumentException()
        .isThrownBy(both::build)
        .withMessage("netclass.rtnl_with_stats tells what netdev tells; list netdev in disable");
    assertThat(both.disabling(List.of("netdev")).build().parts()).doesNotContain(NodePart.NETDEV);
  }
}
