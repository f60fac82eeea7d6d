package io.cresset.collectors.node.system;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * As much of XML-RPC as a method without arguments needs whose answer is an array of flat structs.
 * An answer is walked tag by tag; declarations of types and entities, with which XML parsers are
 * attacked, are refused.
 *
 * <pre>
 * &lt;methodResponse&gt;&lt;params&gt;&lt;param&gt;&lt;value&gt;&lt;array&gt;&lt;data&gt;&lt;value&gt;&lt;struct&gt;
 * &lt;member&gt;&lt;name&gt;state&lt;/name&gt;&lt;value&gt;&lt;int&gt;20&lt;/int&gt;&lt;/value&gt;&lt;/member&gt; ...
 * </pre>
 */
final class XmlRpc {
  private static final Map<String, String> ENTITIES =
      Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'");

  private final String text;
  private int at;

  /** What stands right behind the last tag that opened something. */
  private String content = "";

  private boolean contentBegins;

  private XmlRpc(String text) {
    this.text = text;
  }

  static String call(String method) {
    return "<?xml version=\"1.0\"?><methodCall><methodName>"
        + method
        + "</methodName><params></params></methodCall>";
  }

  /**
   * The members of each struct, by name, as texts whatever their types are.
   *
   * @throws IOException it is no such answer; or it is a fault, whose text this has then
   */
  static List<Map<String, String>> structs(String answer) throws IOException {
    return new XmlRpc(answer).read();
  }

  private List<Map<String, String>> read() throws IOException {
    List<Map<String, String>> structs = new ArrayList<>();
    Map<String, String> members = new HashMap<>();
    String name = "";
    boolean whole = false;
    for (String tag = nextTag(); !tag.isEmpty(); tag = nextTag()) {
      switch (tag) {
        case "struct" -> members = new HashMap<>();
        case "/struct" -> structs.add(members);
        case "/name" -> name = content;
        case "/value" -> {
          // The values that hold the structs have no name.
          if (!name.isEmpty()) {
            members.put(name, content);
          }
          name = "";
        }
        case "/fault" ->
            throw new IOException("refused: " + members.getOrDefault("faultString", "no reason"));
        case "/methodResponse" -> whole = true;
        default -> {
          // Types, and what holds the rest.
        }
      }
    }
    if (!whole) {
      throw new IOException("the answer is not XML-RPC, or is cut off");
    }
    return structs;
  }

  /** The next tag without its brackets; empty behind the last. */
  private String nextTag() throws IOException {
    int open = text.indexOf('<', at);
    int close = text.indexOf('>', Math.max(open, 0));
    if (open < 0 || close < 0) {
      return "";
    }
    String tag = text.substring(open + 1, close).strip();
    if (tag.startsWith("!")) {
      throw new IOException("the answer has a declaration, which XML-RPC does not have");
    }
    if (tag.startsWith("/") && contentBegins) {
      content = unescaped(text.substring(at, open));
    }
    contentBegins = !tag.startsWith("/") && !tag.endsWith("/");
    if (tag.endsWith("/")) {
      content = "";
    }
    at = close + 1;
    return tag;
  }

  private static String unescaped(String raw) throws IOException {
    if (raw.indexOf('&') < 0) {
      return raw;
    }
    StringBuilder plain = new StringBuilder();
    int from = 0;
    for (int amp = raw.indexOf('&'); amp >= 0; amp = raw.indexOf('&', from)) {
      int end = raw.indexOf(';', amp);
      if (end < 0) {
        throw new IOException("the answer has an '&' that begins nothing");
      }
      plain.append(raw, from, amp).append(entity(raw.substring(amp + 1, end)));
      from = end + 1;
    }
    return plain.append(raw, from, raw.length()).toString();
  }

  private static String entity(String name) throws IOException {
    String known = ENTITIES.get(name);
    if (known != null) {
      return known;
    }
    try {
      if (name.startsWith("#")) {
        boolean hex = name.startsWith("#x");
        return Character.toString(Integer.parseInt(name.substring(hex ? 2 : 1), hex ? 16 : 10));
      }
    } catch (IllegalArgumentException e) {
      // No number, or none of a character.
      throw new IOException("the answer has the unknown character '&" + name + ";'", e);
    }
    throw new IOException("the answer has the unknown word '&" + name + ";'");
  }
}
