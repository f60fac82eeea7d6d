package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FreePort;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The start page in a real browser, as a phone and a screen show it; the pictures are in {@code
 * target/screenshots}.
 */
class StartPageIT {
  private static final Path PICTURES = Path.of("target", "screenshots");

  /** What stands out of the window to the right, or is cut off in its own box. */
  private static final String TOO_WIDE =
      """
      [...document.querySelectorAll('body, body *')]
        .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5
          || e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline')
        .map(e => e.outerHTML.slice(0, 200))
      """;

  @TempDir private Path folder;

  @Test
  void aPhoneShowsWhatIsWrongAndWhatToDo() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Browser browser = Browser.start();
        Program program = Program.run(folder.resolve("home"), configuration(busy))) {
      URI page = program.page();
      try (Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), program.syslogPort("tcp"))) {
        String line = "<13>Nov 21 12:00:00 router test: one line for nobody\n";
        socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
      }
      Eventually.holds(
          "a collector and a sink are in trouble",
          () -> program.get("/").body().contains("2 parts need attention."));
      browser.size(360, 740);
      browser.prefers("light");
      browser.open(page);
      assertFits(browser, 360);
      assertThat(browser.evaluate("document.body.innerText").asText())
          .contains("2 parts need attention.", "syslog", "failing", "retrying", "node", "ready")
          .contains("tcp://127.0.0.1:" + busy.getLocalPort())
          .contains("Address already in use", "Stop the program that has this port");
      assertThat(
              browser
                  .evaluate(
                      "[...document.querySelectorAll('.wrong')].every(e => e.checkVisibility()"
                          + " && e.getBoundingClientRect().width > 100)")
                  .asBoolean())
          .isTrue();
      String light = background(browser);
      browser.screenshot(PICTURES.resolve("start-page-360x740-light.png"));

      browser.prefers("dark");
      browser.open(page);
      assertFits(browser, 360);
      assertThat(background(browser)).isNotEqualTo(light);
      browser.screenshot(PICTURES.resolve("start-page-360x740-dark.png"));

      browser.size(1280, 800);
      browser.open(page);
      assertFits(browser, 1280);
      assertThat(browser.evaluate("document.querySelector('.cards').children.length").asInt())
          .isGreaterThan(1);
      assertThat(
              browser
                  .evaluate(
                      "new Set([...document.querySelector('.cards').children]"
                          + ".map(e => e.getBoundingClientRect().top)).size")
                  .asInt())
          .as("cards stand beside each other")
          .isEqualTo(1);
      browser.screenshot(PICTURES.resolve("start-page-1280x800-dark.png"));

      assertThat(browser.complaints()).isEmpty();
      assertThat(browser.requests())
          .isNotEmpty()
          .allSatisfy(url -> assertThat(url).isIn(page + "/", "data:,"));
      for (String name : new String[] {"360x740-light", "360x740-dark", "1280x800-dark"}) {
        assertThat(PICTURES.resolve("start-page-" + name + ".png")).isNotEmptyFile();
      }
      // And complaints would have been heard.
      browser.open(page.resolve("/nowhere"));
      Eventually.holds("a complaint", () -> browser.complaints().toString().contains("404"));
    }
  }

  /** A port that is taken, and a Loki that is not there. */
  private String configuration(ServerSocket busy) {
    return """
    web: { listen: 127.0.0.1:0 }
    data: %s
    collectors:
      node: {}
      syslog: { listen: [ "tcp://127.0.0.1:%d", "tcp://127.0.0.1:0" ] }
    exporters:
      prometheus: {}
      loki: { url: "http://127.0.0.1:%d" }
    """
        .formatted(folder.resolve("data"), busy.getLocalPort(), FreePort.next());
  }

  private static void assertFits(Browser browser, int width) {
    JsonNode scroll = browser.evaluate("document.documentElement.scrollWidth");
    assertThat(scroll.asInt()).isPositive().isLessThanOrEqualTo(width);
    JsonNode wide = browser.evaluate(TOO_WIDE);
    assertThat(wide).as(wide.toString()).isEmpty();
  }

  private static String background(Browser browser) {
    return browser.evaluate("getComputedStyle(document.body).backgroundColor").asText();
  }
}
