package io.cresset.testkit;

import io.cresset.api.Time;
import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.check.Finding;
import io.cresset.api.http.HttpClient;
import io.cresset.api.http.TlsSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** Tries doors one after the other on the test's thread, and counts what is sent by HTTP. */
public final class DoorHarness implements DoorContext {
  private final String section;
  private final String component;
  private final Time time;
  private final HttpClient http;
  private final AtomicInteger sent = new AtomicInteger();
  private OptionalLong running = OptionalLong.empty();

  /**
   * @param section {@code collectors} or {@code exporters}
   * @param http what requests go to; whoever has none answers nobody
   */
  public DoorHarness(String section, String component, Time time, HttpClient http) {
    this.section = section;
    this.component = component;
    this.time = time;
    this.http = http;
  }

  /** Without HTTP: every request fails. */
  public DoorHarness(String section, String component, Time time) {
    this(section, component, time, new Nobody());
  }

  private record Nobody() implements HttpClient {
    @Override
    public Response send(Request request) throws IOException {
      throw new IOException(request.uri().getAuthority() + ": nobody there");
    }

    @Override
    public HttpClient with(TlsSettings tls, Optional<URI> proxy) {
      return this;
    }
  }

  /** From now on this process counts as the Cresset that runs. */
  public DoorHarness running(long pid) {
    running = OptionalLong.of(pid);
    return this;
  }

  /** What is found at some doors, in order. */
  public List<Finding> open(List<Door> doors) throws InterruptedException {
    List<Finding> found = new ArrayList<>();
    for (Door door : doors) {
      found.addAll(door.trial().open());
    }
    return found;
  }

  /** The same as lines: {@code FAIL listen: somebody has it; stop him}. */
  public List<String> lines(List<Door> doors) throws InterruptedException {
    return open(doors).stream().map(DoorHarness::line).toList();
  }

  /** A finding as a line. */
  public static String line(Finding finding) {
    String remedy = finding.remedy().isEmpty() ? "" : "; " + finding.remedy();
    return finding.state().shown() + " " + finding.what() + ": " + finding.detail() + remedy;
  }

  /** How many requests there were. */
  public int sent() {
    return sent.get();
  }

  @Override
  public String component() {
    return component;
  }

  @Override
  public String key(String name) {
    return section + "." + component.replace('/', '.') + "." + name;
  }

  @Override
  public Time time() {
    return time;
  }

  @Override
  public HttpClient http() {
    return counting(http);
  }

  private HttpClient counting(HttpClient client) {
    return new HttpClient() {
      @Override
      public Response send(Request request) throws IOException, InterruptedException {
        sent.incrementAndGet();
        return client.send(request);
      }

      @Override
      public HttpClient with(TlsSettings tls, Optional<URI> proxy) {
        return counting(client.with(tls, proxy));
      }
    };
  }

  @Override
  public Duration limit() {
    return Duration.ofSeconds(5);
  }

  @Override
  public OptionalLong running() {
    return running;
  }
}
