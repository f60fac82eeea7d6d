package io.cresset.core.http;

import java.net.ConnectException;
import java.net.HttpRetryException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says why an exchange failed, in words that name the cause and not the class that threw it.
 *
 * @param phase what was being done, such as {@code waiting for the answer}
 * @param https whether by TLS
 * @param certified whether with a certificate of the client's own
 */
record Causes(String phase, boolean https, boolean certified) {
  private static final Pattern ALERT = Pattern.compile("fatal alert: ([a-z_]+)");

  /** Alerts of RFC 8446 section 6.2 by which a server says no to the client's certificate. */
  private static final Set<String> CERTIFICATE_ALERTS =
      Set.of(
          "certificate_required",
          "bad_certificate",
          "unsupported_certificate",
          "certificate_revoked",
          "certificate_expired",
          "certificate_unknown",
          "unknown_ca",
          "access_denied");

  /** How the JDK says that a proxy refused. */
  private static final String NO_TUNNEL = "Unable to tunnel through proxy. Proxy returns ";

  String inWords(Throwable failure) {
    String message = message(failure);
    return switch (failure) {
      case UnknownHostException _ -> "the name is not known";
      case NoRouteToHostException _ -> "no route to this host";
      case ConnectException _ -> connect(message);
      case SSLException _ -> tls(failure, message);
      case HttpRetryException _ when message.contains("proxy") -> "the proxy asks for a login";
      case SocketException _ when message.startsWith("Unexpected end of file") ->
          "the connection was closed without an answer" + perhapsUncertified();
      case SocketException _ -> decapitalized(message) + ", while " + phase + perhapsUncertified();
      case IllegalArgumentException _ -> message;
      case Throwable _ when message.startsWith("Premature EOF") ->
          "the connection was closed in the middle of the answer";
      case Throwable _ when message.startsWith(NO_TUNNEL) ->
          "the proxy does not let it through: " + message.substring(NO_TUNNEL.length());
      case Throwable _ when phase.equals(Exchange.CONNECTING) -> decapitalized(message);
      case Throwable _ -> decapitalized(message) + ", while " + phase + perhapsUncertified();
    };
  }

  private static String connect(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("refused")) {
      return "connection refused";
    }
    return lower.contains("timed out") ? "no answer to the attempt to connect" : lower;
  }

  /** A server that wants a certificate may have closed before its alert was read. */
  private String perhapsUncertified() {
    return https && !certified && !phase.equals(Exchange.READING)
        ? "; perhaps it wants a client certificate (tls.cert_file)"
        : "";
  }

  private String tls(Throwable failure, String message) {
    Matcher alert = ALERT.matcher(message);
    if (alert.find() && CERTIFICATE_ALERTS.contains(alert.group(1))) {
      return certified
          ? "it does not accept the client certificate of tls.cert_file: " + alert.group(1)
          : "it wants a client certificate; set tls.cert_file and tls.key_file";
    }
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
          return "its TLS certificate is not trusted: no known authority signed it"
              + " (tls.ca_file names your own)";
        }
        case Throwable _ -> {}
      }
    }
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException
          && message(cause).matches("No .* (found|match).*")) {
        return "its TLS certificate is for another name: "
            + decapitalized(message(cause))
            + " (tls.server_name names the one that it has)";
      }
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
