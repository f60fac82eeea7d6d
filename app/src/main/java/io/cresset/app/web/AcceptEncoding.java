package io.cresset.app.web;

import java.util.List;
import java.util.Locale;

/** The request header of that name: RFC 9110, section 12.5.3. */
final class AcceptEncoding {
  private AcceptEncoding() {}

  /** Whether the client takes gzip, and does not like the plain form better. */
  static boolean prefersGzip(List<String> headers) {
    double gzip = -1;
    double identity = -1;
    double any = -1;
    for (String header : headers) {
      for (String item : header.split(",", -1)) {
        String[] parts = item.split(";", -1);
        double weight = weight(parts);
        switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
          case "gzip", "x-gzip" -> gzip = Math.max(gzip, weight);
          case "identity" -> identity = weight;
          case "*" -> any = weight;
          case String _ -> {}
        }
      }
    }
    double wanted = gzip >= 0 ? gzip : any;
    return wanted > 0 && wanted >= identity;
  }

  /** The q-value, 0 to 1; one that cannot be read means that the coding is not wanted. */
  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("q=")) {
        String value = parameter.substring(2).strip();
        return value.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(value) : 0;
      }
    }
    return 1;
  }
}
