package io.cresset.app.delivery;

import io.cresset.testkit.http.BadHabit;
import io.cresset.testkit.http.HttpPeer;
import io.cresset.testkit.http.RawServer.Received;
import io.cresset.testkit.http.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Keeps what it is sent, refuses what is bad, and shows its habits first. */
final class Destination implements AutoCloseable {
  private static final Pattern RECORD = Pattern.compile("(?:good|bad)-\\d{6}");

  /** Larger requests are answered with 413. */
  private static final int MAX_BYTES = 20_000;

  private final Kind kind;
  private final Deque<Reply> habits;
  private final boolean stores;
  private final Set<String> stored = new TreeSet<>();
  private final Set<String> refused = new TreeSet<>();
  private final HttpPeer peer = HttpPeer.by(this::answer);

  /**
   * @param stores whether it has stored what it then answers with a bad habit
   * @param habits shown once each, in this order
   */
  Destination(Kind kind, boolean stores, Reply... habits) {
    this.kind = kind;
    this.stores = stores;
    this.habits = new ArrayDeque<>(Arrays.asList(habits));
  }

  private synchronized Reply answer(Received request) {
    byte[] plain = kind.plain(request.body());
    boolean shows = !habits.isEmpty();
    if (plain.length > MAX_BYTES) {
      return Reply.of(413, "too large");
    }
    int taken = 0;
    int bad = 0;
    if (!shows || stores) {
      for (String record : records(plain)) {
        if (record.startsWith("bad")) {
          refused.add(record);
          bad++;
        } else {
          stored.add(record);
          taken++;
        }
      }
    }
    return shows ? habits.remove() : kind.took(taken, bad);
  }

  private static List<String> records(byte[] plain) {
    String text = new String(plain, StandardCharsets.ISO_8859_1);
    return RECORD.matcher(text).results().map(MatchResult::group).toList();
  }

  synchronized Set<String> stored() {
    return Set.copyOf(stored);
  }

  synchronized Set<String> refused() {
    return Set.copyOf(refused);
  }

  int requests() {
    return peer.received().size();
  }

  URI url() {
    return peer.url();
  }

  /** Takes the request and does not close the connection properly. */
  static Reply lost() {
    return BadHabit.RESETS;
  }

  @Override
  public void close() {
    peer.close();
  }
}
