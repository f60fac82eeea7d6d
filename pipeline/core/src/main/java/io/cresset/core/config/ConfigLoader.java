package io.cresset.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a configuration file and finds everything that is wrong with it in one pass. */
public final class ConfigLoader {
  static final String COLLECTORS = "collectors";
  static final String EXPORTERS = "exporters";

  private final Kinds kinds;
  private final Defaults defaults;
  private final Map<String, String> environment;

  /**
   * What runs when the file does not say. A kind that the class path does not offer is left out.
   *
   * @param collectors kinds that run when there is no {@code collectors:} section
   * @param exporters kinds that run unless the {@code exporters:} section says {@code kind: false}
   */
  public record Defaults(List<String> collectors, List<String> exporters) {}

  /**
   * @param environment what {@code ${env:NAME}} finds
   */
  public ConfigLoader(Kinds kinds, Defaults defaults, Map<String, String> environment) {
    this.kinds = kinds;
    this.defaults = defaults;
    this.environment = environment;
  }

  /** The configuration without a file. */
  public CressetConfig withoutFile() {
    try {
      return parse("no file", "");
    } catch (InvalidConfig e) {
      throw new IllegalStateException("the defaults are wrong: " + e.getMessage(), e);
    }
  }

  /**
   * @throws InvalidConfig with everything that is wrong with the file
   */
  public CressetConfig load(Path file) throws InvalidConfig {
    return parse(file.toString(), text(file));
  }

  private static String text(Path file) throws InvalidConfig {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(4 * YamlReader.MAX_CHARACTERS + 1);
    } catch (NoSuchFileException e) {
      throw unreadable(file, "there is no such file");
    } catch (AccessDeniedException e) {
      throw unreadable(file, "may not be read; let the user that runs Cresset read it");
    } catch (IOException e) {
      throw unreadable(
          file, Files.isDirectory(file) ? "is a folder" : "cannot be read: " + e.getMessage());
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw unreadable(file, "is not UTF-8 text");
    }
  }

  private static InvalidConfig unreadable(Path file, String why) {
    return new InvalidConfig(List.of(new Problem(Position.wholeFile(file.toString()), "", why)));
  }

  /**
   * @param source the file's name, for messages
   */
  CressetConfig parse(String source, String text) throws InvalidConfig {
    Problems problems = new Problems();
    YamlNode nothing = new YamlNode.Scalar(new Position(source, 1, 1), "", false);
    YamlNode root = YamlReader.read(source, text, problems).orElse(nothing);
    problems.throwIfAny();
    RecordBinder binder = new RecordBinder(new References(environment), problems);
    Optional<CressetConfig.General> general = general(binder, root);
    ComponentSections sections = new ComponentSections(kinds, defaults, binder);
    List<CollectorEntry<?>> collectors =
        sections.collectors(root.child(COLLECTORS).orElse(nothing));
    List<ExporterEntry<?>> exporters = sections.exporters(root.child(EXPORTERS).orElse(nothing));
    problems.throwIfAny();
    return new CressetConfig(general.orElseThrow(), collectors, exporters);
  }

  private Optional<CressetConfig.General> general(RecordBinder binder, YamlNode root) {
    YamlNode rest = root;
    if (root instanceof YamlNode.Mapping mapping) {
      List<YamlNode.Entry> kept = new ArrayList<>();
      for (YamlNode.Entry entry : mapping.entries()) {
        String key = entry.key().text();
        Optional<String> home = home(key);
        home.ifPresentOrElse(
            section ->
                binder.report(
                    entry.key().position(),
                    key,
                    "stands one level too high; it belongs under '" + section + ":'"),
            () -> kept.add(entry));
      }
      rest = new YamlNode.Mapping(mapping.position(), kept);
    }
    return binder.bind(CressetConfig.General.class, rest, "", Set.of(COLLECTORS, EXPORTERS));
  }

  private Optional<String> home(String key) {
    if (kinds.collectors().containsKey(key)) {
      return Optional.of(COLLECTORS);
    }
    return kinds.exporters().containsKey(key) ? Optional.of(EXPORTERS) : Optional.empty();
  }
}
