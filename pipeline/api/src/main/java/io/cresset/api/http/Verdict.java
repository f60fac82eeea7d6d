package io.cresset.api.http;

import io.cresset.api.http.HttpClient.Response;
import java.util.Locale;

/**
 * What the status of an answer says about what was posted: one rule for every destination.
 *
 * <p>Only {@code 400}, {@code 409} and {@code 422} speak about the records, so only those refuse
 * them for good. A wrong token, a wrong path, a proxy or a server in trouble stored nothing and say
 * nothing about the records, which are kept and sent again, for as long as it takes.
 */
public enum Verdict {
  /** 2xx, but for a web page: that is a login page or the like, which takes nothing. */
  TAKEN,

  /** The records are at fault, or some of them; sending them again would not help. */
  REFUSED,

  /** 413: too much for one request. */
  TOO_LARGE,

  /** Nothing is known to be stored: to be sent again. */
  LATER;

  public static Verdict of(Response response) {
    int status = response.status();
    return switch (status) {
      case 400, 409, 422 -> REFUSED;
      case 413 -> TOO_LARGE;
      default -> status >= 200 && status < 300 && !isWebPage(response) ? TAKEN : LATER;
    };
  }

  static boolean isWebPage(Response response) {
    String type = response.header("content-type").orElse("");
    return type.toLowerCase(Locale.ROOT).contains("html");
  }
}
