package io.cresset.app.web;

import io.cresset.api.http.HttpRoutes.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The request line and the headers of an HTTP/1.1 request: RFC 9112, sections 2 to 6.
 *
 * @param minor 1 for HTTP/1.1, 0 for HTTP/1.0
 * @param headers by lower-case name, values in order
 */
record RequestHead(String method, String target, int minor, Map<String, List<String>> headers) {
  /** RFC 9110, section 5.6.2. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");

  private static final Pattern TARGET = Pattern.compile("[!-\"$-~]+");
  private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://[^/?]*");

  /**
   * @param text everything up to the empty line, a character for each byte
   */
  static RequestHead parse(String text, WebLimits limits) throws Refused {
    String[] lines = text.split("\r?\n", -1);
    String[] words = lines[0].split(" ", -1);
    if (words.length > 1 && words[1].length() > limits.targetBytes()) {
      throw new Refused(414, "the request asks for more than " + limits.targetBytes() + " bytes");
    }
    if (words.length != 3
        || !TOKEN.matcher(words[0]).matches()
        || !TARGET.matcher(words[1]).matches()
        || !words[2].matches("HTTP/\\d\\.\\d")) {
      throw new Refused(400, "this is not a request line of HTTP");
    }
    if (!words[2].startsWith("HTTP/1.")) {
      throw new Refused(505, "only HTTP/1.1 is spoken here");
    }
    Map<String, List<String>> headers = new LinkedHashMap<>();
    int count = 0;
    for (int i = 1; i < lines.length; i++) {
      if (lines[i].isEmpty()) {
        continue;
      }
      if (++count > limits.headers()) {
        throw new Refused(431, "the request has more than " + limits.headers() + " headers");
      }
      header(lines[i], headers);
    }
    RequestHead head =
        new RequestHead(words[0], words[1], words[2].charAt(7) == '0' ? 0 : 1, headers);
    head.check(limits);
    return head;
  }

  private static void header(String line, Map<String, List<String>> headers) throws Refused {
    int colon = line.indexOf(':');
    if (colon < 0 || !TOKEN.matcher(line.substring(0, colon)).matches()) {
      throw new Refused(400, "a header is not a name, a colon and a value");
    }
    String value = line.substring(colon + 1).strip();
    if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7F)) {
      throw new Refused(400, "a header holds a control character");
    }
    headers
        .computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
        .add(value);
  }

  private void check(WebLimits limits) throws Refused {
    if (minor == 1 && values("host").size() != 1) {
      throw new Refused(400, "a request needs one Host header");
    }
    if (!values("transfer-encoding").isEmpty()) {
      throw new Refused(411, "a body without Content-Length is not taken here");
    }
    if (bodyBytes() > limits.bodyBytes()) {
      throw new Refused(413, "a body of more than " + limits.bodyBytes() + " bytes is not taken");
    }
  }

  /** What the request says to be behind it. */
  long bodyBytes() throws Refused {
    List<String> lengths = values("content-length");
    if (lengths.isEmpty()) {
      return 0;
    }
    if (lengths.size() > 1 || !lengths.getFirst().matches("\\d{1,18}")) {
      throw new Refused(400, "Content-Length is not a number of bytes");
    }
    return Long.parseLong(lengths.getFirst());
  }

  List<String> values(String lowerName) {
    return headers.getOrDefault(lowerName, List.of());
  }

  /** Whether the client will ask again on this connection: RFC 9112, section 9.3. */
  boolean keepsAlive() {
    List<String> options =
        values("connection").stream()
            .flatMap(value -> List.of(value.toLowerCase(Locale.ROOT).split(",", -1)).stream())
            .map(String::strip)
            .toList();
    return !options.contains("close") && (minor == 1 || options.contains("keep-alive"));
  }

  /** As a handler sees it. */
  Request request() throws Refused {
    String rest = ABSOLUTE.matcher(target).replaceFirst("");
    int question = rest.indexOf('?');
    String path = question < 0 ? rest : rest.substring(0, question);
    try {
      return new Request(
          method,
          path.isEmpty()
              ? "/"
              : URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8),
          QueryString.parse(question < 0 ? null : rest.substring(question + 1)),
          headers);
    } catch (IllegalArgumentException e) {
      throw new Refused(400, "the address cannot be decoded");
    }
  }
}
