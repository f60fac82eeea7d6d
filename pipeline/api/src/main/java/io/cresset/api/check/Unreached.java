package io.cresset.api.check;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What to do about a server that could not be asked, by what the HTTP client threw: name look-up,
 * connection, TLS, each with its key.
 *
 * @param destination what it is called in sentences
 * @param proxied whether the way leads by a proxy
 */
record Unreached(String destination, URI url, boolean proxied, DoorContext context) {

  /** The client's own words, without what they suggest: the remedy says that with its whole key. */
  static String detail(IOException failure) {
    return String.valueOf(failure.getMessage())
        .replaceAll(" \\((tls\\.|http://|is this )[^)]*\\)", "")
        .replaceAll("; set tls\\..*", "");
  }

  String remedy(IOException failure) {
    String words = String.valueOf(failure.getMessage());
    if (proxied && words.contains(" by proxy ") || words.contains("the proxy")) {
      return "check that the proxy of " + context.key("proxy") + " runs and lets this through";
    }
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String remedy = ofCause(cause);
      if (!remedy.isEmpty()) {
        return remedy;
      }
    }
    return words.contains("client certificate")
        ? clientCertificate()
        : "check that " + destination + " runs there and that " + context.key("url") + " is right";
  }

  private String ofCause(Throwable cause) {
    return switch (cause) {
      case UnknownHostException _ ->
          "put the host in "
              + context.key("url")
              + " right, or let this machine's name service know "
              + url.getHost();
      case NoRouteToHostException _ ->
          "check the address in " + context.key("url") + " and this machine's routes";
      case ConnectException refused
          when String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT).contains("refused") ->
          "start "
              + destination
              + " there, or put host and port in "
              + context.key("url")
              + " right";
      case SocketTimeoutException _, ConnectException _ ->
          "see whether a firewall drops what goes to "
              + url.getAuthority()
              + ", and whether "
              + destination
              + " is overloaded";
      case SSLException tls -> ofTls(tls);
      case Throwable _ -> "";
    };
  }

  private String ofTls(SSLException failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case CertificateExpiredException _ -> {
          return "renew the certificate of " + destination;
        }
        case CertificateNotYetValidException _ -> {
          return "set this machine's clock by NTP, or renew the certificate of " + destination;
        }
        case CertPathBuilderException _ -> {
          return "set "
              + context.key("tls.ca_file")
              + " to a file with the certificate of the authority that signed it";
        }
        case Throwable _ -> {}
      }
    }
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException
          && String.valueOf(cause.getMessage()).matches("No .* (found|match).*")) {
        return "set "
            + context.key("tls.server_name")
            + " to the name that the certificate has, or write that name in "
            + context.key("url");
      }
    }
    String message = String.valueOf(failure.getMessage());
    if (message.startsWith("Unsupported or unrecognized SSL message")) {
      return "write http:// in " + context.key("url") + ", or let " + destination + " speak TLS";
    }
    return message.contains("certificate") || message.contains("unknown_ca")
        ? clientCertificate()
        : "see the log of " + destination + " for why it ended the handshake";
  }

  private String clientCertificate() {
    return "set "
        + context.key("tls.cert_file")
        + " and "
        + context.key("tls.key_file")
        + " to a certificate that "
        + destination
        + " accepts";
  }
}
