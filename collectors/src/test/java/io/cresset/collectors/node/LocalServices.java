package io.cresset.collectors.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What sub-collectors ask that is no part of the kernel, so that a node_exporter beside asks the
 * same: a time server, supervisord, and a folder of services as runit has it. The time is always
 * the same.
 */
final class LocalServices implements AutoCloseable {
  /** 2026-01-02T03:04:05Z in NTP's form, and a minute before. */
  private static final long NOW = (1_767_323_045L + 2_208_988_800L) << 32;

  private static final long REFERENCE = NOW - (60L << 32);
  private static final int NTP_BYTES = 48;

  private final DatagramSocket time;
  private final HttpServer supervisord;
  private final Path services;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  private LocalServices(DatagramSocket time, HttpServer supervisord, Path services) {
    this.time = time;
    this.supervisord = supervisord;
    this.services = services;
  }

  /**
   * @param cases of the sub-collectors, whose files these services have
   */
  static LocalServices start(Path cases) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    String processes = Files.readString(cases.resolve("supervisord/four-processes/posted"));
    LocalServices services =
        new LocalServices(
            new DatagramSocket(0, loopback),
            HttpServer.create(new InetSocketAddress(loopback, 0), 0),
            cases.resolve("runit/services/service"));
    services.supervisord.createContext("/RPC2", exchange -> answer(exchange, processes));
    services.supervisord.setExecutor(services.threads);
    services.supervisord.start();
    services.threads.execute(services::tellTime);
    return services;
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      byte[] bytes = body.getBytes(UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "text/xml");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private void tellTime() {
    DatagramPacket asked = new DatagramPacket(new byte[NTP_BYTES], NTP_BYTES);
    while (!time.isClosed()) {
      try {
        time.receive(asked);
        ByteBuffer answer = ByteBuffer.allocate(NTP_BYTES);
        // Version 4, mode server, stratum 3; a root delay of 1/16 s and a dispersion of 1/32 s.
        answer.put((byte) 0x24).put((byte) 3).put((byte) 6).put((byte) -20);
        answer.putInt(0x1000).putInt(0x800).putInt(0x7f000001).putLong(REFERENCE);
        answer.putLong(ByteBuffer.wrap(asked.getData()).getLong(NTP_BYTES - 8));
        answer.putLong(NOW).putLong(NOW);
        time.send(new DatagramPacket(answer.array(), NTP_BYTES, asked.getSocketAddress()));
      } catch (IOException e) {
        if (!time.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  int timePort() {
    return time.getLocalPort();
  }

  String supervisordUrl() {
    return "http://127.0.0.1:" + supervisord.getAddress().getPort() + "/RPC2";
  }

  Path services() {
    return services;
  }

  @Override
  public void close() {
    time.close();
    supervisord.stop(0);
    threads.shutdownNow();
  }
}
