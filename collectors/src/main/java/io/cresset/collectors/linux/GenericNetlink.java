package io.cresset.collectors.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Questions to families of generic netlink, such as nl80211, which have numbers of their own on
 * each machine (Documentation/userspace-api/netlink/intro-genl.rst). Bodies of answers begin with a
 * header of {@link #HEADER_BYTES}.
 */
public final class GenericNetlink {
  /** {@code struct genlmsghdr}: command, version, two bytes that nobody uses. */
  public static final int HEADER_BYTES = 4;

  /** {@code GENL_ID_CTRL}: the family that knows the others. */
  private static final int CONTROL = 16;

  private static final int GET_FAMILY = 3;
  private static final int FAMILY_ID = 1;
  private static final int FAMILY_NAME = 2;
  private static final int VERSION = 1;
  private static final int ATTRIBUTE_HEADER_BYTES = 4;

  private GenericNetlink() {}

  /** Asks for a family by name; it is not there without its module. */
  public static Netlink.Question family(String name) {
    return question(
        CONTROL, GET_FAMILY, Netlink.ONE, attribute(FAMILY_NAME, (name + '\0').getBytes(UTF_8)));
  }

  /** The number of a family, of the answer to {@link #family}. */
  public static int id(NetlinkMessage answer) throws CollectFailure {
    return answer
        .attribute(HEADER_BYTES, FAMILY_ID)
        .orElseThrow(
            () -> new CollectFailure(Kind.MALFORMED, "netlink: a family without a number", ""))
        .u16(0);
  }

  /**
   * @param flags {@link Netlink#ONE} or {@link Netlink#ALL}
   */
  public static Netlink.Question question(int family, int command, int flags, byte[] attributes) {
    byte[] body =
        ByteBuffer.allocate(HEADER_BYTES + attributes.length)
            .put((byte) command)
            .put((byte) VERSION)
            .putShort((short) 0)
            .put(attributes)
            .array();
    return new Netlink.Question(Netlink.GENERIC, family, flags, body);
  }

  /** An attribute as it stands in a question. */
  public static byte[] attribute(int type, byte[] value) {
    int length = ATTRIBUTE_HEADER_BYTES + value.length;
    return ByteBuffer.allocate((length + 3) & ~3)
        .order(ByteOrder.nativeOrder())
        .putShort((short) length)
        .putShort((short) type)
        .put(value)
        .array();
  }

  public static byte[] attribute(int type, int value) {
    return attribute(
        type,
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value).array());
  }
}
