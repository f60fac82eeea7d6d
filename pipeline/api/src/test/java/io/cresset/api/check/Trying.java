package io.cresset.api.check;

import io.cresset.api.Time;
import io.cresset.api.http.HttpClient;
import io.cresset.api.http.TlsSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * What the doors of a component named {@code it} are tried with.
 *
 * @param answers to every request; empty for nobody there
 */
record Trying(OptionalLong running, Optional<HttpClient.Response> answers) implements DoorContext {

  static Trying plain() {
    return new Trying(OptionalLong.empty(), Optional.empty());
  }

  @Override
  public String component() {
    return "it";
  }

  @Override
  public String key(String name) {
    return "collectors.it." + name;
  }

  /** Stands at the beginning of 1970. */
  @Override
  public Time time() {
    return new Time() {
      @Override
      public long unixNanos() {
        return 0;
      }

      @Override
      public long monotonicNanos() {
        return 0;
      }

      @Override
      public void sleep(long nanos) {}

      @Override
      public void await(Lock lock, Condition condition, long nanos) {}
    };
  }

  @Override
  public HttpClient http() {
    return new HttpClient() {
      @Override
      public Response send(Request request) throws IOException {
        return answers.orElseThrow(() -> new IOException("nobody there"));
      }

      @Override
      public HttpClient with(TlsSettings tls, Optional<URI> proxy) {
        return this;
      }
    };
  }

  @Override
  public Duration limit() {
    return Duration.ofSeconds(5);
  }
}
