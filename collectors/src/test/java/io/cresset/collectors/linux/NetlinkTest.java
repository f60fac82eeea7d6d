package io.cresset.collectors.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.collect.CollectFailure;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers as the kernel cuts them into messages, each with one number behind its header. */
class NetlinkTest {
  private static final int ERROR = 2;
  private static final int DONE = 3;
  private static final int ITEM = 20;
  private static final int MULTI = 2;
  private static final int INTERRUPTED = 0x10;
  private static final int EIO = 5;
  private static final int MESSAGE_BYTES = 20;

  private final List<Integer> taken = new ArrayList<>();

  private boolean deliver(int[]... messages) throws IOException, CollectFailure {
    return Netlink.deliver(
        received(messages),
        message -> {
          assertThat(message.length()).isEqualTo(4);
          taken.add(message.i32(0));
        });
  }

  /** Messages of type, flags and number. */
  private static MemorySegment received(int[]... messages) {
    MemorySegment memory =
        Arena.ofAuto().allocate((long) messages.length * MESSAGE_BYTES, Long.BYTES);
    for (int i = 0; i < messages.length; i++) {
      long at = (long) i * MESSAGE_BYTES;
      memory.set(JAVA_INT, at, MESSAGE_BYTES);
      memory.set(JAVA_SHORT, at + 4, (short) messages[i][0]);
      memory.set(JAVA_SHORT, at + 6, (short) messages[i][1]);
      memory.set(JAVA_INT, at + 16, messages[i][2]);
    }
    return memory;
  }

  @Test
  void messagesAreHandedOnUntilTheLast() throws Exception {
    assertThat(deliver(new int[] {ITEM, MULTI, 7}, new int[] {ITEM, MULTI, 8})).isTrue();
    assertThat(taken).containsExactly(7, 8);
    assertThat(deliver(new int[] {ITEM, MULTI, 9}, new int[] {DONE, MULTI, 0})).isFalse();
    assertThat(taken).containsExactly(7, 8, 9);
    assertThat(deliver(new int[] {ITEM, 0, 10})).isFalse();
    assertThat(deliver(new int[] {ERROR, 0, 0})).isFalse();
    assertThat(taken).containsExactly(7, 8, 9, 10);
  }

  @Test
  void aDumpThatTheKernelGaveUpIsNoWholeOne() {
    assertThatThrownBy(() -> deliver(new int[] {ITEM, MULTI, 7}, new int[] {DONE, MULTI, -EIO}))
        .isInstanceOf(IOException.class)
        .hasMessage(Errno.words(EIO));
    assertThat(taken).containsExactly(7);
  }

  @Test
  void aDumpThatWasInterruptedIsNoneAtAll() {
    assertThatThrownBy(
            () -> deliver(new int[] {ITEM, MULTI, 7}, new int[] {ITEM, MULTI | INTERRUPTED, 8}))
        .isInstanceOf(Netlink.Interrupted.class);
    assertThatThrownBy(
            () -> deliver(new int[] {ITEM, MULTI, 7}, new int[] {DONE, MULTI | INTERRUPTED, 0}))
        .isInstanceOf(Netlink.Interrupted.class);
  }

  @Test
  void anInterruptedDumpIsAskedAgainAndThenGivenUp() throws Exception {
    int[] asked = {0};
    Netlink.Attempt thirdIsWhole =
        taker -> {
          taker.take(new NetlinkMessage(new byte[4]));
          if (++asked[0] < 3) {
            throw new Netlink.Interrupted();
          }
        };
    List<Integer> gathered =
        Netlink.gather(thirdIsWhole, ArrayList::new, (into, message) -> into.add(message.i32(0)));
    assertThat(gathered).containsExactly(0);
    assertThat(asked[0]).isEqualTo(3);

    Netlink.Attempt never =
        _ -> {
          asked[0]++;
          throw new Netlink.Interrupted();
        };
    assertThatThrownBy(() -> Netlink.gather(never, ArrayList::new, (_, _) -> {}))
        .isInstanceOf(Netlink.Interrupted.class);
    assertThat(asked[0]).isEqualTo(3 + 5);
  }

  @Test
  void whatTheKernelDoesNotHaveIsTold() {
    assertThatThrownBy(() -> deliver(new int[] {ERROR, 0, -Errno.ENOENT}))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> deliver(new int[] {ERROR, 0, -Errno.EPERM}))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void aRefusalHasTheKernelsReason() {
    assertThatThrownBy(() -> deliver(new int[] {ERROR, 0, -EIO}))
        .isInstanceOf(IOException.class)
        .hasMessage(Errno.words(EIO));
  }

  @Test
  void aLengthBeyondWhatCameIsRefused() {
    MemorySegment cut = received(new int[] {ITEM, 0, 7}).asSlice(0, MESSAGE_BYTES - 1);
    assertThatThrownBy(() -> Netlink.deliver(cut, message -> taken.add(message.i32(0))))
        .isInstanceOf(IOException.class)
        .hasMessage("a message of 20 bytes in 19");
    assertThat(taken).isEmpty();
  }
}
