package io.cresset.app.web;

import io.cresset.api.Time;
import io.cresset.api.http.HttpRoutes.Request;
import io.cresset.api.http.HttpRoutes.Response;
import io.cresset.app.control.ControlRoutes.Answer;
import io.cresset.core.http.ServerTls;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One client: its requests, one after the other, on a thread of its own. Every stage has a
 * deadline; whoever misses it is cut off by {@link OpenConnections}, and told so where that is
 * possible.
 */
final class Connection implements Runnable {
  private static final int OUT_BYTES = 8 * 1024;
  private static final int LINGER_BYTES = 64 * 1024;
  private static final long LINGER_NANOS = 1_000_000_000L;

  /** What a TLS client's first byte is: RFC 8446, section 5.1. */
  private static final byte TLS_HANDSHAKE = 22;

  private static final long NEVER = Long.MAX_VALUE;

  private enum Stage {
    BEGINNING,
    WAITING,
    READING,
    ANSWERING,
    STREAMING
  }

  private final Socket socket;
  private final WebSettings settings;
  private final WebLimits limits;
  private final Time time;
  private final Answers answers;
  private final OpenConnections connections;
  private final System.Logger logger;
  private final long bornNanos;
  private volatile Stage stage = Stage.BEGINNING;
  private volatile long limitNanos;
  private volatile long sinceNanos;
  private volatile boolean ending;
  private volatile @Nullable Thread thread;

  Connection(
      Socket socket,
      WebSettings settings,
      Time time,
      Answers answers,
      OpenConnections connections,
      System.Logger logger) {
    this.socket = socket;
    this.settings = settings;
    this.limits = settings.limits();
    this.time = time;
    this.answers = answers;
    this.connections = connections;
    this.logger = logger;
    this.bornNanos = time.monotonicNanos();
    enter(Stage.BEGINNING, limits.head().toNanos());
  }

  private void enter(Stage next, long limit) {
    sinceNanos = time.monotonicNanos();
    limitNanos = limit;
    stage = next;
  }

  /** Whether it waits for its next request. */
  boolean idle() {
    return stage == Stage.WAITING;
  }

  boolean overdue(long nowNanos) {
    return limitNanos != NEVER && nowNanos - sinceNanos > limitNanos;
  }

  /** Ends it at once, whatever it does. */
  void cut() {
    Thread working = thread;
    if (working != null && stage != Stage.WAITING) {
      working.interrupt();
    }
    try {
      socket.close();
    } catch (IOException e) {
      logger.log(Level.DEBUG, "closing a connection: {0}", e.getMessage());
    }
  }

  /** Ends it after the answer that is being given, if there is one. */
  void end() {
    ending = true;
    Thread working = thread;
    switch (stage) {
      case BEGINNING, WAITING -> cut();
      case STREAMING -> {
        if (working != null) {
          working.interrupt();
        }
      }
      case READING, ANSWERING -> {}
    }
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    try (socket) {
      Optional<ServerTls> tls = settings.tls();
      if (tls.isEmpty()) {
        serve(new Wire(socket, false));
      } else {
        Optional<Wire> wire = secure(tls.get());
        if (wire.isPresent()) {
          serve(wire.get());
          enter(Stage.ANSWERING, LINGER_NANOS);
          wire.get().socket.shutdownOutput();
        }
      }
    } catch (IOException e) {
      // The client went away, or was cut off. There is nobody to tell.
      logger.log(Level.DEBUG, "connection lost: {0}", e.getMessage());
    } finally {
      connections.left(this);
    }
  }

  /** What requests come by and answers go by, perhaps through TLS. */
  private final class Wire {
    private final Socket socket;
    private final boolean certified;
    private final InputStream in;
    private final OutputStream out;

    Wire(Socket socket, boolean certified) throws IOException {
      this.socket = socket;
      this.certified = certified;
      this.in = new Timed(socket.getInputStream());
      this.out = new BufferedOutputStream(socket.getOutputStream(), OUT_BYTES);
    }
  }

  /** Agrees on TLS; who speaks plain HTTP instead is told so. */
  private Optional<Wire> secure(ServerTls tls) throws IOException {
    Wire plain = new Wire(socket, false);
    int first = plain.in.read();
    if (first >= 0 && first != TLS_HANDSHAKE) {
      refuse(new Refused(400, "this port speaks https"), plain);
    }
    if (first != TLS_HANDSHAKE) {
      return Optional.empty();
    }
    try {
      SSLSocket made = tls.layered(socket, new ByteArrayInputStream(new byte[] {TLS_HANDSHAKE}));
      made.startHandshake();
      return Optional.of(new Wire(made, certified(made)));
    } catch (SSLException e) {
      logger.log(
          Level.INFO,
          "no TLS with {0}: {1}",
          socket.getInetAddress().getHostAddress(),
          e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean certified(SSLSocket made) {
    try {
      return made.getSession().getPeerCertificates().length > 0;
    } catch (SSLPeerUnverifiedException _) {
      return false;
    }
  }

  private void serve(Wire wire) throws IOException {
    HeadReader heads = new HeadReader(wire.in, limits);
    boolean more = true;
    while (more && !ending) {
      more = serve(heads, wire);
    }
  }

  /**
   * @return whether another request may come
   */
  private boolean serve(HeadReader heads, Wire wire) throws IOException {
    try {
      Optional<RequestHead> head = heads.next(this::begun);
      if (head.isEmpty()) {
        return false;
      }
      enter(Stage.ANSWERING, limits.answer().toNanos());
      boolean again = head.get().keepsAlive() && head.get().bodyBytes() == 0 && !ending;
      answer(head.get(), again, wire);
      if (again) {
        enter(Stage.WAITING, limits.idle().toNanos());
      } else if (head.get().bodyBytes() > 0) {
        linger(wire);
      }
      return again;
    } catch (Refused e) {
      refuse(e, wire);
    } catch (SocketTimeoutException e) {
      if (stage == Stage.READING) {
        refuse(new Refused(408, "the request did not come in time"), wire);
      }
    }
    return false;
  }

  private void begun() {
    if (stage == Stage.BEGINNING) {
      // The time for the first request runs from the beginning.
      sinceNanos = bornNanos;
      stage = Stage.READING;
    } else {
      enter(Stage.READING, limits.head().toNanos());
    }
  }

  private void answer(RequestHead head, boolean again, Wire wire) throws IOException, Refused {
    Request request = head.request();
    Reply reply = new Reply(wire.out, time.unixNanos(), !again, head.minor());
    switch (answers.to(request, wire.certified)) {
      case Answer.Whole(Response response) ->
          reply.send(response, head.values("accept-encoding"), request.method().equals("HEAD"));
      case Answer.Streamed streamed -> stream(streamed, request, reply);
    }
  }

  private void stream(Answer.Streamed streamed, Request request, Reply reply) throws IOException {
    OutputStream body = new Paced(reply.stream(streamed.contentType()));
    enter(Stage.STREAMING, NEVER);
    try {
      if (!ending) {
        streamed.body().writeTo(body);
      }
    } catch (InterruptedException _) {
      // The program stops. The mark is not set again: the end of the answer is still to be written.
      logger.log(Level.DEBUG, "a stream ends with the program");
    } catch (RuntimeException | Error e) {
      answers.failed(request, e);
    }
    body.close();
  }

  private void refuse(Refused refused, Wire wire) throws IOException {
    enter(Stage.ANSWERING, limits.answer().toNanos());
    new Reply(wire.out, time.unixNanos(), true, 1).send(refused.response(), List.of(), false);
    linger(wire);
  }

  /**
   * Passes over what still comes for a moment: a socket that is closed with something unread makes
   * the kernel take back the answer.
   */
  private void linger(Wire wire) throws IOException {
    enter(Stage.ANSWERING, LINGER_NANOS);
    wire.socket.shutdownOutput();
    byte[] some = new byte[4096];
    int passed = 0;
    for (int read = 0; read >= 0 && passed < LINGER_BYTES; passed += read) {
      read = wire.in.read(some);
    }
  }

  /** Reads that end when the stage's time does. */
  private final class Timed extends FilterInputStream {
    Timed(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      long left = limitNanos - (time.monotonicNanos() - sinceNanos);
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, left / 1_000_000 + 1));
      return super.read(bytes, offset, length);
    }
  }

  /** Writes with a time limit each, and none between them. */
  private final class Paced extends FilterOutputStream {
    Paced(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      begin();
      out.write(bytes, offset, length);
      limitNanos = NEVER;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void flush() throws IOException {
      begin();
      out.flush();
      limitNanos = NEVER;
    }

    @Override
    public void close() throws IOException {
      begin();
      out.close();
    }

    private void begin() {
      sinceNanos = time.monotonicNanos();
      limitNanos = limits.answer().toNanos();
    }
  }
}
