package io.cresset.collectors.syslog;

/** A sender with which no TLS connection came about. */
final class HandshakeFailure extends Exception {
  private static final long serialVersionUID = 1;

  /** The lower-case name is the {@code reason} label. */
  enum Reason {
    NO_TLS("it sends plain text; let it use TLS, or send to a tcp:// address"),
    NO_CERTIFICATE("it shows no certificate; give it one, or set client_certificate: optional"),
    UNTRUSTED_CERTIFICATE("its certificate is of no authority in client_ca_file, or has run out"),
    REFUSED_BY_SENDER(
        "it does not trust the certificate in cert_file, or that has run out; give it the"
            + " authority's"),
    NO_COMMON_PROTOCOL("it has no protocol version or cipher in common with this JDK"),
    TIMEOUT("it has not finished within handshake_timeout"),
    BROKEN_OFF("it broke off");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    /** What to tell the user. */
    String words() {
      return words;
    }
  }

  private final Reason reason;

  HandshakeFailure(Reason reason, Throwable cause) {
    super(reason.words, cause);
    this.reason = reason;
  }

  HandshakeFailure(Reason reason) {
    super(reason.words);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
