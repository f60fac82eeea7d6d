package io.cresset.collectors.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.cresset.api.collect.CollectFailure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.function.Supplier;

/** Asks the kernel by netlink(7), one question at a time, each on a socket of its own. */
public final class Netlink {
  /** {@code NETLINK_ROUTE}: interfaces, neighbours, routes, queueing disciplines. */
  public static final int ROUTE = 0;

  /** {@code NETLINK_SOCK_DIAG}. */
  public static final int SOCK_DIAG = 4;

  /** {@code NETLINK_GENERIC}: families that are known by name, such as nl80211. */
  public static final int GENERIC = 16;

  /** {@code NLM_F_REQUEST}: a question with one answer. */
  public static final int ONE = 0x1;

  /** {@code NLM_F_REQUEST | NLM_F_DUMP}: a question for all that there is. */
  public static final int ALL = 0x301;

  /**
   * A question.
   *
   * @param protocol of the socket
   * @param type of the message
   * @param flags {@link #ONE} or {@link #ALL}
   * @param body what stands behind the header
   */
  public record Question(int protocol, int type, int flags, byte[] body) {}

  /**
   * Takes the messages of an answer one by one, as they come: there may be very many.
   *
   * @param <T> what is made of the answer
   */
  @FunctionalInterface
  public interface Receiver<T> {
    void take(T into, NetlinkMessage message) throws CollectFailure;
  }

  /** What was asked for changed while the kernel told it, so that parts may be missing or twice. */
  static final class Interrupted extends IOException {
    private static final long serialVersionUID = 1;

    Interrupted() {
      super("what was asked for kept changing");
    }
  }

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;

  /** The kernel answers at once; this is for the case that it does not. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** {@code struct nlmsghdr}: length, type, flags, sequence, port. */
  private static final int HEADER_BYTES = 16;

  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;
  private static final int NLM_F_MULTI = 2;
  private static final int NLM_F_DUMP_INTR = 0x10;

  /** How often a question is asked if its answer is interrupted. */
  private static final int MAX_ATTEMPTS = 5;

  /** The kernel fills at most 32 KiB at a time. */
  private static final int BUFFER_BYTES = 64 * 1024;

  private Netlink() {}

  /**
   * Asks, and gathers what the answer's messages say. An answer that was interrupted is thrown
   * away, and the question asked again.
   *
   * @param fresh makes what an answer is gathered in
   * @throws NoSuchFileException if the kernel does not have what is asked for
   * @throws AccessDeniedException if this program may not ask
   * @throws IOException if the kernel refuses otherwise, or gives up after some messages; its text
   *     is {@link Errno#words}
   * @throws CollectFailure of the receiver
   */
  public static <T> T ask(Question question, Supplier<T> fresh, Receiver<T> receiver)
      throws IOException, CollectFailure {
    return gather(taker -> askOnce(question, taker), fresh, receiver);
  }

  /** A {@link Receiver} and what it gathers in. */
  @FunctionalInterface
  interface Taker {
    void take(NetlinkMessage message) throws CollectFailure;
  }

  /** Asks once. */
  @FunctionalInterface
  interface Attempt {
    void ask(Taker taker) throws IOException, CollectFailure;
  }

  static <T> T gather(Attempt attempt, Supplier<T> fresh, Receiver<T> receiver)
      throws IOException, CollectFailure {
    for (int asked = 1; ; asked++) {
      try {
        T gathered = fresh.get();
        attempt.ask(message -> receiver.take(gathered, message));
        return gathered;
      } catch (Interrupted e) {
        if (asked == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void askOnce(Question question, Taker receiver)
      throws IOException, CollectFailure {
    try (KernelSocket socket = new KernelSocket(AF_NETLINK, SOCK_RAW, question.protocol)) {
      socket.limitWaiting(TIMEOUT);
      socket.send(request(question, socket));
      MemorySegment buffer = socket.allocate(BUFFER_BYTES);
      boolean more = true;
      while (more) {
        more = deliver(buffer.asSlice(0, socket.receive(buffer)), receiver);
      }
    }
  }

  private static MemorySegment request(Question question, KernelSocket socket) {
    int length = HEADER_BYTES + question.body.length;
    MemorySegment request = socket.allocate(length);
    request.set(JAVA_INT, 0, length);
    request.set(JAVA_SHORT, 4, (short) question.type);
    request.set(JAVA_SHORT, 6, (short) question.flags);
    request.set(JAVA_INT, 8, 1);
    MemorySegment.copy(question.body, 0, request, JAVA_BYTE, HEADER_BYTES, question.body.length);
    return request;
  }

  /**
   * Hands on the messages that came together.
   *
   * @return whether more will come
   * @throws Interrupted if they say so
   * @throws IOException if they say that the kernel refuses, or gave up before the end
   */
  static boolean deliver(MemorySegment received, Taker receiver)
      throws IOException, CollectFailure {
    boolean more = false;
    long at = 0;
    while (at + HEADER_BYTES <= received.byteSize()) {
      int length = received.get(JAVA_INT, at);
      if (length < HEADER_BYTES || at + length > received.byteSize()) {
        throw new IOException("a message of " + length + " bytes in " + received.byteSize());
      }
      MemorySegment body = received.asSlice(at + HEADER_BYTES, length - HEADER_BYTES);
      int type = received.get(JAVA_SHORT, at + 4) & 0xffff;
      int flags = received.get(JAVA_SHORT, at + 6);
      if (type == NLMSG_DONE || type == NLMSG_ERROR) {
        // Both begin with a negated errno, or 0.
        int error = body.byteSize() < Integer.BYTES ? 0 : -body.get(JAVA_INT, 0);
        if (error > 0) {
          throw KernelSocket.failure(error);
        }
      }
      if ((flags & NLM_F_DUMP_INTR) != 0) {
        throw new Interrupted();
      }
      if (type == NLMSG_DONE || type == NLMSG_ERROR) {
        return false;
      }
      more |= (flags & NLM_F_MULTI) != 0;
      receiver.take(new NetlinkMessage(body.toArray(JAVA_BYTE)));
      // Messages begin at multiples of four.
      at += (length + 3) & ~3;
    }
    return more;
  }
}
