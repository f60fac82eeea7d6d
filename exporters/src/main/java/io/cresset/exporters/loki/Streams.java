package io.cresset.exporters.loki;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which streams there are. Never more than the limit: a sender that makes names up must not
 * use up the streams that Loki grants (5,000 by default). A source that comes too late for a stream
 * of its own shares the stream {@code instance="other"} of its job, whose records carry the values
 * in their metadata.
 *
 * <p>What was decided stays so as long as the process lives, so that a source's lines stay together
 * and in order; with one exception, {@link #limitReached}.
 */
final class Streams {
  private static final int MAX_SHARED = 16;

  private final Map<String, Stream> streams = new HashMap<>();
  private final int maxStreams;
  private final int maxOwn;
  private boolean closed;

  Streams(int maxStreams) {
    this.maxStreams = maxStreams;
    this.maxOwn = maxStreams - Math.clamp(maxStreams / 10, 1, MAX_SHARED);
  }

  int size() {
    return streams.size();
  }

  /** Whether Loki has said that it makes no more. */
  boolean closed() {
    return closed;
  }

  /** The stream for these labels, if it exists or may be made. */
  @Nullable Stream own(LabelSet labels) {
    String text = labels.toString();
    Stream known = streams.get(text);
    if (known != null || closed || streams.size() >= maxOwn) {
      return known;
    }
    return add(text, false);
  }

  /** The stream for those of a job without one of their own, if it exists or may be made. */
  @Nullable Stream sharedByJob(LabelSet labels) {
    String text = labels.toString();
    Stream known = streams.get(text);
    // The last one is kept for all further jobs.
    return known != null || streams.size() >= maxStreams - 1 ? known : add(text, true);
  }

  /** The stream for whom there is no other. */
  Stream sharedByAll(LabelSet labels) {
    String text = labels.toString();
    Stream known = streams.get(text);
    return known != null ? known : add(text, true);
  }

  private Stream add(String text, boolean shared) {
    Stream stream = new Stream(text, shared);
    streams.put(text, stream);
    return stream;
  }

  /**
   * Loki makes no more streams: from now on only those go on of which it has taken something. The
   * others move to a shared one. If it says so again, those of the request do too: Loki forgets a
   * quiet stream, and then has no room for it when it speaks again.
   *
   * @param refused the streams of the request
   * @return whether any has to move
   */
  boolean limitReached(Collection<Stream> refused) {
    boolean again = closed;
    closed = true;
    return streams
        .values()
        .removeIf(
            stream ->
                !stream.shared() && (!stream.proven() || (again && refused.contains(stream))));
  }
}
