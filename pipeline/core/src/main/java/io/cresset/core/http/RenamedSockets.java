package io.cresset.core.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLSocketFactory;

/**
 * Puts TLS on connections as if they led to a host of another name, which is what the server is
 * asked for and what its certificate must say.
 */
final class RenamedSockets extends SSLSocketFactory {
  private final SSLSocketFactory sockets;
  private final String name;

  RenamedSockets(SSLSocketFactory sockets, String name) {
    this.sockets = sockets;
    this.name = name;
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return sockets.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return sockets.getSupportedCipherSuites();
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    return sockets.createSocket(socket, name, port, autoClose);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw unconnected();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    throw unconnected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw unconnected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    throw unconnected();
  }

  /**
   * The JDK's client connects by plain sockets when a factory has no others, and then asks here.
   */
  private static IOException unconnected() {
    return new SocketException("no TLS without a connection");
  }
}
