package io.cresset.collectors.syslog;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** TLS over a TCP connection. */
final class TlsLink implements Link {
  /** The first byte of every TLS connection: the content type "handshake", RFC 8446 section 5.1. */
  private static final byte HANDSHAKE = 22;

  private final SocketChannel channel;
  private final TlsFiles files;
  private InputStream in = InputStream.nullInputStream();
  private @Nullable SSLSocket secure;

  TlsLink(SocketChannel channel, TlsFiles files) {
    this.channel = channel;
    this.files = files;
  }

  @Override
  public void open() throws IOException, HandshakeFailure {
    PlainLink.keepAlive(channel);
    ByteBuffer first = ByteBuffer.allocate(1);
    if (channel.read(first) < 0) {
      // Somebody looked whether the port is open: no sender, and no failure to speak of.
      return;
    }
    if (first.get(0) != HANDSHAKE) {
      throw new HandshakeFailure(HandshakeFailure.Reason.NO_TLS);
    }
    try {
      Socket plain = channel.socket();
      SSLSocket socket = files.layered(plain, new ByteArrayInputStream(first.array()));
      socket.startHandshake();
      in = socket.getInputStream();
      secure = socket;
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      throw new HandshakeFailure(reason(e), e);
    }
  }

  /** By what the JDK says; it has no type for most of these. */
  static HandshakeFailure.Reason reason(IOException failed) {
    if (!(failed instanceof SSLException)) {
      return HandshakeFailure.Reason.BROKEN_OFF;
    }
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathValidatorException || cause instanceof CertificateException) {
        return HandshakeFailure.Reason.UNTRUSTED_CERTIFICATE;
      }
    }
    String words = String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT);
    if (words.contains("empty client certificate chain")) {
      return HandshakeFailure.Reason.NO_CERTIFICATE;
    }
    if (words.contains("received fatal alert")
        && (words.contains("certificate") || words.contains("unknown_ca"))) {
      return HandshakeFailure.Reason.REFUSED_BY_SENDER;
    }
    if (words.contains("protocol") || words.contains("cipher suites in common")) {
      return HandshakeFailure.Reason.NO_COMMON_PROTOCOL;
    }
    return HandshakeFailure.Reason.BROKEN_OFF;
  }

  @Override
  public boolean pauses() {
    return true;
  }

  @Override
  public void setPauseMillis(int pause) throws IOException {
    if (secure != null) {
      secure.setSoTimeout(pause);
    }
  }

  @Override
  public int read(ByteBuffer room) throws IOException {
    // The JDK goes on with a record of which a part has come before a pause.
    return PlainLink.read(in, room);
  }

  @Override
  public SocketChannel channel() {
    return channel;
  }

  @Override
  public boolean hasMore() throws IOException {
    // What the kernel holds may be a part of a record only, and the rest may never come.
    return in.available() > 0;
  }

  @Override
  public void retire() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    // Without a word: nothing was ever sent that the peer could take for cut off.
    channel.close();
  }
}
