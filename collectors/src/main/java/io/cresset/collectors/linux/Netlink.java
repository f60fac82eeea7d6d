package io.cresset.collectors.linux;

import static io.cresset.collectors.linux.CLibrary.call;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.cresset.api.collect.CollectFailure;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

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

  /** Takes the messages of an answer one by one, as they come: there may be very many. */
  @FunctionalInterface
  public interface Receiver {
    void take(NetlinkMessage message) throws CollectFailure;
  }

  private static final MethodHandle SOCKET =
      CLibrary.link("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      CLibrary.link(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SEND =
      CLibrary.link(
          "send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle RECV =
      CLibrary.link(
          "recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle CLOSE =
      CLibrary.link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;

  /** The kernel answers at once; this is for the case that it does not. */
  private static final long TIMEOUT_SECONDS = 5;

  /** {@code struct nlmsghdr}: length, type, flags, sequence, port. */
  private static final int HEADER_BYTES = 16;

  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;
  private static final int NLM_F_MULTI = 2;

  /** The kernel fills at most 32 KiB at a time. */
  private static final int BUFFER_BYTES = 64 * 1024;

  private Netlink() {}

  /**
   * Asks, and hands on the bodies of the answer's messages.
   *
   * @throws IOException if the kernel refuses, or gives up after some of them; its text is {@link
   *     Errno#words}
   * @throws CollectFailure of the receiver
   */
  public static void ask(Question question, Receiver receiver) throws IOException, CollectFailure {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      int socket =
          call(
              () ->
                  (int) SOCKET.invokeExact(state, AF_NETLINK, SOCK_RAW_CLOEXEC, question.protocol));
      check(socket, state);
      try {
        limitWaiting(socket, state, arena);
        MemorySegment request = request(question, arena);
        check(
            call(() -> (long) SEND.invokeExact(state, socket, request, request.byteSize(), 0)),
            state);
        receive(socket, state, arena.allocate(BUFFER_BYTES, Long.BYTES), receiver);
      } finally {
        int _ = call(() -> (int) CLOSE.invokeExact(state, socket));
      }
    }
  }

  private static void limitWaiting(int socket, MemorySegment state, Arena arena)
      throws IOException {
    MemorySegment limit = arena.allocate(JAVA_LONG, 2);
    limit.set(JAVA_LONG, 0, TIMEOUT_SECONDS);
    check(
        call(
            () ->
                (int)
                    SETSOCKOPT.invokeExact(
                        state, socket, SOL_SOCKET, SO_RCVTIMEO, limit, (int) limit.byteSize())),
        state);
  }

  private static MemorySegment request(Question question, Arena arena) {
    int length = HEADER_BYTES + question.body.length;
    MemorySegment request = arena.allocate(length, Integer.BYTES);
    request.set(JAVA_INT, 0, length);
    request.set(JAVA_SHORT, 4, (short) question.type);
    request.set(JAVA_SHORT, 6, (short) question.flags);
    request.set(JAVA_INT, 8, 1);
    MemorySegment.copy(question.body, 0, request, JAVA_BYTE, HEADER_BYTES, question.body.length);
    return request;
  }

  private static void receive(
      int socket, MemorySegment state, MemorySegment buffer, Receiver receiver)
      throws IOException, CollectFailure {
    boolean more = true;
    while (more) {
      long got = call(() -> (long) RECV.invokeExact(state, socket, buffer, buffer.byteSize(), 0));
      if (got < 0 && CLibrary.errno(state) == Errno.EINTR) {
        continue;
      }
      check(got, state);
      more = deliver(buffer.asSlice(0, got), receiver);
    }
  }

  /**
   * Hands on the messages that came together.
   *
   * @return whether more will come
   * @throws IOException if they say that the kernel refuses, or gave up before the end
   */
  static boolean deliver(MemorySegment received, Receiver receiver)
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
      if (type == NLMSG_DONE || type == NLMSG_ERROR) {
        // Both begin with a negated errno, or 0.
        int error = body.byteSize() < Integer.BYTES ? 0 : -body.get(JAVA_INT, 0);
        if (error > 0) {
          throw new IOException(Errno.words(error));
        }
        return false;
      }
      more |= (received.get(JAVA_SHORT, at + 6) & NLM_F_MULTI) != 0;
      receiver.take(new NetlinkMessage(body.toArray(JAVA_BYTE)));
      // Messages begin at multiples of four.
      at += (length + 3) & ~3;
    }
    return more;
  }

  private static void check(long result, MemorySegment state) throws IOException {
    if (result < 0) {
      throw new IOException(Errno.words(CLibrary.errno(state)));
    }
  }
}
