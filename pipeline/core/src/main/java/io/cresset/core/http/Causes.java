package io.cresset.core.http;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says why an exchange failed, in words that name the cause and not the class that threw it. */
final class Causes {
  private Causes() {}

  /**
   * @param phase what was being done, such as {@code waiting for the answer}
   */
  static String inWords(Throwable failure, String phase) {
    String message = message(failure);
    return switch (failure) {
      case UnknownHostException _ -> "the name is not known";
      case NoRouteToHostException _ -> "no route to this host";
      case ConnectException _ -> connect(message);
      case SSLException _ -> tls(failure, message);
      case SocketException _ when message.startsWith("Unexpected end of file") ->
          "the connection was closed without an answer";
      case SocketException _ -> decapitalized(message) + ", while " + phase;
      case IllegalArgumentException _ -> message;
      case Throwable _ when message.startsWith("Premature EOF") ->
          "the connection was closed in the middle of the answer";
      case Throwable _ when phase.equals("connecting") -> decapitalized(message);
      case Throwable _ -> decapitalized(message) + ", while " + phase;
    };
  }

  private static String connect(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("refused")) {
      return "connection refused";
    }
    return lower.contains("timed out") ? "no answer to the attempt to connect" : lower;
  }

  private static String tls(Throwable failure, String message) {
    if (message.startsWith("Unsupported or unrecognized SSL message")) {
      return "what answers there does not speak TLS (http:// instead of https://?)";
    }
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case CertificateExpiredException _ -> {
          return "its TLS certificate has expired";
        }
        case CertificateNotYetValidException _ -> {
          return "its TLS certificate is not valid yet (is this machine's clock right?)";
        }
        case CertPathBuilderException _ -> {
          return "its TLS certificate is not trusted: no known authority signed it";
        }
        case Throwable _ -> {}
      }
    }
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return "its TLS certificate is not accepted: " + decapitalized(message(cause));
      }
    }
    return "TLS failed: " + decapitalized(message);
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  /** For the middle of a sentence; leaves words that are all capitals. */
  private static String decapitalized(String message) {
    return message.length() > 1 && Character.isLowerCase(message.charAt(1))
        ? message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1)
        : message;
  }
}
