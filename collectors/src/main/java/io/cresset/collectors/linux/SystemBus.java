package io.cresset.collectors.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A connection to a D-Bus at a Unix socket, as the D-Bus Specification 0.43 has it: who we are is
 * told by the socket, then messages follow one another. Whoever interrupts the thread closes it.
 */
public final class SystemBus implements Bus {
  /** More than any answer has; the specification allows eight times as much. */
  private static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

  private static final int MAX_LINE_BYTES = 4096;

  private final LimitedChannel channel;
  private int serial;

  private SystemBus(LimitedChannel channel) {
    this.channel = channel;
  }

  /**
   * @param limit of each wait for the bus or one of its services
   */
  public static SystemBus connect(Path socket, Duration limit) throws IOException {
    LimitedChannel channel = LimitedChannel.connect(UnixDomainSocketAddress.of(socket), limit);
    SystemBus bus = new SystemBus(channel);
    try {
      // The three lines need not wait for their answers, of which the last is OK.
      channel.write(ByteBuffer.wrap("\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n".getBytes(US_ASCII)));
      String answer = bus.line();
      while (answer.equals("DATA")) {
        answer = bus.line();
      }
      if (!answer.startsWith("OK")) {
        throw new IOException("the bus does not let us in: " + answer);
      }
      bus.call(
          "org.freedesktop.DBus",
          "/org/freedesktop/DBus",
          "org.freedesktop.DBus",
          "Hello",
          List.of());
      return bus;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public List<Object> call(
      String service, String path, String interfaceName, String method, List<String> arguments)
      throws IOException {
    serial++;
    channel.write(DbusMessage.call(serial, service, path, interfaceName, method, arguments));
    while (true) {
      DbusMessage message = receive();
      // Signals and what was meant for somebody else pass by.
      if (message.replyTo() == serial) {
        if (message.isError()) {
          throw new Refused(method + " of " + path + ": " + message.error());
        }
        return message.values();
      }
    }
  }

  private DbusMessage receive() throws IOException {
    ByteBuffer head = read(DbusMessage.HEAD_BYTES);
    head.order(head.get(0) == 'B' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    long length = DbusMessage.bytesAfterHead(head);
    if (length > MAX_MESSAGE_BYTES) {
      throw new IOException("a message of " + length + " bytes on the bus");
    }
    ByteBuffer rest = read((int) length);
    ByteBuffer whole = ByteBuffer.allocate(head.capacity() + rest.capacity()).order(head.order());
    whole.put(head).put(rest).flip();
    return DbusMessage.parse(whole);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.length() < MAX_LINE_BYTES) {
      char c = (char) read(1).get(0);
      if (c == '\n') {
        return line.toString().strip();
      }
      line.append(c);
    }
    throw new IOException("a line without end from the bus");
  }

  private ByteBuffer read(int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException("the bus has closed the connection");
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
