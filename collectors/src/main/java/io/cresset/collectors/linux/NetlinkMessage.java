package io.cresset.collectors.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The body of a netlink message, or the value of an attribute in one. Numbers are in the machine's
 * byte order; an attribute is its length, its type and its value, from a multiple of four on.
 */
public final class NetlinkMessage {
  private static final int ATTRIBUTE_HEADER_BYTES = 4;

  /** Bits of the type that say how the value is coded. */
  private static final int TYPE_MASK = 0x3fff;

  private final ByteBuffer bytes;

  public NetlinkMessage(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  public int length() {
    return bytes.limit();
  }

  public int u8(int at) throws CollectFailure {
    return need(at, 1).get(at) & 0xff;
  }

  public int u16(int at) throws CollectFailure {
    return need(at, 2).getShort(at) & 0xffff;
  }

  public int i32(int at) throws CollectFailure {
    return need(at, 4).getInt(at);
  }

  public long u32(int at) throws CollectFailure {
    return i32(at) & 0xffff_ffffL;
  }

  /** Unsigned, as a long has it. */
  public long u64(int at) throws CollectFailure {
    return need(at, 8).getLong(at);
  }

  /** An attribute's value as a text that may end with NUL. */
  public String text() {
    byte[] all = bytes.array();
    int end = 0;
    while (end < all.length && all[end] != 0) {
      end++;
    }
    return new String(all, 0, end, UTF_8);
  }

  public byte[] bytes() {
    return bytes.array().clone();
  }

  /** The attributes from a place on, by type; of several of one type the last. */
  public Map<Integer, NetlinkMessage> attributes(int from) throws CollectFailure {
    Map<Integer, NetlinkMessage> found = new HashMap<>();
    each(from, found::put);
    return found;
  }

  /** The attributes of one type, of which there may be several, from a place on. */
  public List<NetlinkMessage> attributes(int from, int type) throws CollectFailure {
    List<NetlinkMessage> found = new ArrayList<>();
    each(
        from,
        (its, value) -> {
          if (its == type) {
            found.add(value);
          }
        });
    return found;
  }

  private void each(int from, BiConsumer<Integer, NetlinkMessage> taker) throws CollectFailure {
    int at = from;
    while (at + ATTRIBUTE_HEADER_BYTES <= bytes.limit()) {
      int length = u16(at);
      if (length < ATTRIBUTE_HEADER_BYTES || at + length > bytes.limit()) {
        throw malformed();
      }
      taker.accept(u16(at + 2) & TYPE_MASK, slice(at + ATTRIBUTE_HEADER_BYTES, at + length));
      at += (length + 3) & ~3;
    }
  }

  /** A part of it, from one place to before another. */
  public NetlinkMessage slice(int from, int to) throws CollectFailure {
    if (from > to) {
      throw malformed();
    }
    need(0, to);
    return new NetlinkMessage(Arrays.copyOfRange(bytes.array(), from, to));
  }

  public Optional<NetlinkMessage> attribute(int from, int type) throws CollectFailure {
    return Optional.ofNullable(attributes(from).get(type));
  }

  private ByteBuffer need(int at, int length) throws CollectFailure {
    if (at + length > bytes.limit()) {
      throw malformed();
    }
    return bytes;
  }

  private CollectFailure malformed() {
    return new CollectFailure(
        Kind.MALFORMED,
        "netlink: a message of " + bytes.limit() + " bytes ends too early",
        "",
        new BufferUnderflowException());
  }
}
