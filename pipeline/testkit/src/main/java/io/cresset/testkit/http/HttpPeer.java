package io.cresset.testkit.http;

import io.cresset.testkit.http.RawServer.Connection;
import io.cresset.testkit.http.RawServer.Received;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/**
 * A destination on loopback that answers as it was told to and keeps what it was sent: first the
 * scripted replies, one a request, then by a rule. One request at a time is looked at, so what a
 * rule keeps needs no lock.
 */
public final class HttpPeer implements AutoCloseable {
  private final RawServer server;
  private final Queue<Reply> script = new ArrayDeque<>();
  private final List<Received> received = new ArrayList<>();
  private Function<Received, Reply> rule;

  /** Answers so, and then 204 to everything. */
  public HttpPeer(Reply... script) {
    this((Received _) -> Reply.of(204), script);
  }

  private HttpPeer(Function<Received, Reply> rule, Reply... script) {
    this.rule = rule;
    this.script.addAll(List.of(script));
    this.server = new RawServer(this::serve);
  }

  /**
   * @param script what is answered before the rule holds
   */
  public static HttpPeer by(Function<Received, Reply> rule, Reply... script) {
    return new HttpPeer(rule, script);
  }

  private void serve(Connection connection) throws IOException {
    for (; ; ) {
      Received request = connection.request();
      next(request).say(connection);
    }
  }

  private synchronized Reply next(Received request) {
    received.add(request);
    return script.isEmpty() ? rule.apply(request) : script.remove();
  }

  /** From now on, in place of script and rule. Forgets what was received. */
  public synchronized void answers(Function<Received, Reply> next) {
    script.clear();
    received.clear();
    rule = next;
  }

  /** The requests that were read, in order, whatever was answered. */
  public synchronized List<Received> received() {
    return List.copyOf(received);
  }

  /** Forgets what was received, for a rule that keeps what it needs itself. */
  public synchronized void forget() {
    received.clear();
  }

  public URI url() {
    return URI.create("http://" + server.host());
  }

  @Override
  public void close() {
    server.close();
  }
}
