package io.cresset.collectors.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.collect.CollectFailure;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers as the kernel cuts them into messages, each with one number behind its header. */
class NetlinkTest {
  private static final int ERROR = 2;
  private static final int DONE = 3;
  private static final int ITEM = 20;
  private static final int MULTI = 2;
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
