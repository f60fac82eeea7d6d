package io.cresset.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.http.HttpRoutes;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteTableTest {
  private final RouteTable table = new RouteTable();
  private final HttpRoutes.Handler root = handler("root");
  private final HttpRoutes.Handler metrics = handler("metrics");
  private final HttpRoutes.Handler below = handler("below");

  @Test
  void theLongestMatchWins() {
    table.add("/", root);
    table.add("/metrics", metrics);
    table.add("/metrics/", below);
    assertThat(table.find("/")).contains(root);
    assertThat(table.find("/other")).contains(root);
    assertThat(table.find("/metrics")).contains(metrics);
    assertThat(table.find("/metrics/")).contains(below);
    assertThat(table.find("/metrics/node/x")).contains(below);
    assertThat(table.find("/metricsx")).contains(root);
  }

  @Test
  void withoutARootNothingElseAnswers() {
    table.add("/metrics/", below);
    assertThat(table.find("/metrics")).isEmpty();
    assertThat(table.find("/")).isEmpty();
    assertThat(table.find("no-slash")).isEmpty();
  }

  @Test
  void aPathIsTakenOnceUntilItIsGivenBack() {
    HttpRoutes.Registration first = table.add("/metrics", metrics);
    assertThatThrownBy(() -> table.add("/metrics", below))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the route /metrics is taken");
    first.close();
    table.add("/metrics", below);
    first.close();
    assertThat(table.find("/metrics")).contains(below);
  }

  @Test
  void aRouteBeginsWithASlash() {
    assertThatThrownBy(() -> table.add("metrics", metrics))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void queriesAreDecoded() {
    assertThat(QueryString.parse("a=1&b=x%20y+z&a=2&flag&=v&%C3%A9=%3D"))
        .isEqualTo(Map.of("a", "1", "b", "x y z", "flag", "", "", "v", "é", "="));
    assertThat(QueryString.parse(null)).isEmpty();
    assertThatThrownBy(() -> QueryString.parse("a=%zz"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A handler of its own identity. */
  private static HttpRoutes.Handler handler(String name) {
    return request -> HttpRoutes.Response.text(200, name);
  }
}
