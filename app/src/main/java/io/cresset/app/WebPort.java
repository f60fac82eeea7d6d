package io.cresset.app;

import io.cresset.app.web.Login;
import io.cresset.app.web.WebLimits;
import io.cresset.app.web.WebSettings;
import io.cresset.core.config.CressetConfig;
import io.cresset.core.http.ServerTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/** What the configuration says about the web server, ready for use. */
final class WebPort {
  private WebPort() {}

  /**
   * @throws CannotStart if the certificate or its key cannot be used
   */
  static WebSettings settings(
      CressetConfig.Web web, InetSocketAddress address, System.Logger logger) throws CannotStart {
    return new WebSettings(address, WebLimits.usual(), tls(web, logger), login(web));
  }

  private static Optional<ServerTls> tls(CressetConfig.Web web, System.Logger logger)
      throws CannotStart {
    if (web.tls().isEmpty()) {
      return Optional.empty();
    }
    CressetConfig.WebTls files = web.tls().get();
    try {
      return Optional.of(
          ServerTls.load(files.certFile(), files.keyFile(), files.clientCaFile(), logger));
    } catch (IOException e) {
      throw new CannotStart(
          "cannot serve the web page by https: "
              + e.getMessage()
              + "; put it right, or name another file under web.tls",
          e);
    }
  }

  private static Login login(CressetConfig.Web web) {
    Login.Certificate certificate =
        web.tls()
            .filter(tls -> tls.clientCaFile().isPresent())
            .map(
                tls ->
                    switch (tls.clientCertificate()) {
                      case REQUIRED -> Login.Certificate.REQUIRED;
                      case OPTIONAL -> Login.Certificate.SUFFICIENT;
                    })
            .orElse(Login.Certificate.IGNORED);
    return new Login(web.auth().basic(), web.auth().bearerToken(), certificate);
  }
}
