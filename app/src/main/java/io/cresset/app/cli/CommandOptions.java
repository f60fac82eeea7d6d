package io.cresset.app.cli;

import io.cresset.api.model.Signal;
import java.time.Duration;
import java.util.List;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.ParseException;

/** The options that commands take, by their long names. */
final class CommandOptions {
  static final String HELP = "help";
  static final String VERSION = "version";
  static final String CONFIG = "config";
  static final String DATA = "data";
  static final String LOG = "log";
  static final String JSON = "json";
  static final String OFFLINE = "offline";
  static final String FROM = "from";
  static final String TO = "to";
  static final String LIMIT = "limit";
  static final String COMPONENT = "component";

  /** The only one that may stand several times. */
  static final String RESOURCE = "resource";

  static final String TEXT = "text";
  static final String NAME = "name";
  static final String SIGNAL = "signal";
  static final String RATE = "rate";
  static final String SINK = "sink";
  static final String SINCE = "since";
  static final String ALL = "all";

  private CommandOptions() {}

  static Option help() {
    return Option.builder("h").longOpt(HELP).desc("Print this page.").get();
  }

  static Option version() {
    return Option.builder("V").longOpt(VERSION).desc("Print the version and end.").get();
  }

  static Option config() {
    return Option.builder("c")
        .longOpt(CONFIG)
        .hasArg()
        .argName("FILE")
        .desc(
            "The configuration file. Left out: $CRESSET_CONFIG, else /etc/cresset/cresset.yaml if"
                + " it exists, else none: all defaults.")
        .get();
  }

  static Option data() {
    return word(DATA, "DIR", "The data folder. Left out: the configuration's.");
  }

  static Option json() {
    return flag(JSON, "Print JSON, for programs.");
  }

  static Option flag(String name, String description) {
    return Option.builder().longOpt(name).desc(description).get();
  }

  static Option word(String name, String label, String description) {
    return value(name, label, description).get();
  }

  static Option number(String name, String label, String description) {
    return value(name, label, description).converter(CommandOptions::number).get();
  }

  static Option since(String description) {
    return value(SINCE, "AGE", description).converter(CommandOptions::age).get();
  }

  static Option resource(String description) {
    return value(RESOURCE, "KEY=VALUE", description).converter(CommandOptions::attribute).get();
  }

  static Option signal(String description) {
    return value(SIGNAL, "SIGNAL", description)
        .converter(new OneOf<>(List.of(Signal.values()), Signal::id, "is neither logs nor metrics"))
        .get();
  }

  static Option log(String description) {
    return value(LOG, "LOG", description)
        .converter(
            new OneOf<>(
                List.of(Command.LogName.values()),
                Command.LogName::folder,
                "is none of logs, metrics, rejected"))
        .get();
  }

  private static Option.Builder value(String name, String label, String description) {
    return Option.builder().longOpt(name).hasArg().argName(label).desc(description);
  }

  private static Duration age(String text) throws ParseException {
    if (!text.matches("\\d{1,5}[smhd]")) {
      throw new ParseException("'" + text + "' is not an age, such as 30m, 1h or 2d");
    }
    String number = text.substring(0, text.length() - 1);
    return text.endsWith("d")
        ? Duration.ofDays(Long.parseLong(number))
        : Duration.parse("PT" + number + text.substring(text.length() - 1));
  }

  private static Long number(String text) throws ParseException {
    if (!text.matches("\\d{1,18}")) {
      throw new ParseException("'" + text + "' is not a whole number from 0 up");
    }
    return Long.valueOf(text);
  }

  private static String attribute(String text) throws ParseException {
    if (text.indexOf('=') < 1 || text.indexOf('\n') >= 0) {
      throw new ParseException("'" + text + "' is not KEY=VALUE, such as host.name=router");
    }
    return text;
  }
}
