package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.linux.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * /proc/mdstat, as drivers/md/md.c writes it: for each array a line that begins at the margin, and
 * indented ones below it.
 *
 * <pre>
 * md0 : active raid1 sdb1[1](F) sda1[0]
 *       523968 blocks super 1.2 [2/1] [U_]
 *       [==>..................]  recovery = 12.6% (66048/523968) finish=0.5min speed=13209K/sec
 * </pre>
 */
final class Mdstat {
  /** How many disks there must be and are. */
  private static final Pattern DISKS = Pattern.compile("\\[(\\d{1,9})/(\\d{1,9})\\] \\[[U_]+\\]");

  private static final Pattern BLOCKS = Pattern.compile("(\\d{1,18}) blocks");

  private static final Pattern PROGRESS = Pattern.compile("\\((\\d{1,18})/\\d{1,18}\\)");

  /** What md is about, by the word in the line with its progress; the first that is there. */
  private static final List<List<String>> ACTIONS =
      List.of(
          List.of("recovery", "recovering"),
          List.of("reshape", "reshaping"),
          List.of("check", "checking"),
          List.of("resync", "resyncing"));

  /**
   * @param state {@code active}, {@code inactive}, {@code broken} or what it is about
   * @param blocks of 1 KiB
   */
  record Array(
      String name,
      String state,
      int disks,
      int active,
      int failed,
      int spare,
      double blocks,
      double blocksSynced) {}

  /**
   * @param problem the first array that was not understood, and so left out
   */
  record Table(List<Array> arrays, Optional<CollectFailure> problem) {}

  private Mdstat() {}

  static Table parse(Scan in) {
    List<Array> arrays = new ArrayList<>();
    Optional<CollectFailure> problem = Optional.empty();
    List<String> block = new ArrayList<>();
    boolean more = in.nextLine();
    while (more) {
      block.clear();
      block.add(in.line());
      CollectFailure failure = in.malformed("'" + in.line() + "' and what is below it is no array");
      more = in.nextLine();
      while (more && (in.line().isBlank() || in.line().charAt(0) == ' ')) {
        if (!in.line().isBlank()) {
          block.add(in.line());
        }
        more = in.nextLine();
      }
      String first = block.getFirst();
      if (first.isBlank() || first.startsWith("Personalities") || first.startsWith("unused")) {
        continue;
      }
      Optional<Array> array = parse(block);
      array.ifPresent(arrays::add);
      if (array.isEmpty() && problem.isEmpty()) {
        problem = Optional.of(failure);
      }
    }
    return new Table(arrays, problem);
  }

  private static Optional<Array> parse(List<String> block) {
    String line = block.getFirst();
    String[] words = line.split("\\s+");
    if (words.length < 3 || !words[1].equals(":") || block.size() < 2) {
      return Optional.empty();
    }
    String status = block.get(1).strip();
    Matcher size = BLOCKS.matcher(status);
    if (!size.lookingAt()) {
      return Optional.empty();
    }
    double blocks = Double.parseDouble(size.group(1));
    int disks = 0;
    int active = 0;
    Matcher counts = DISKS.matcher(status);
    if (line.contains("raid0") || line.contains("linear")) {
      // No redundancy, so no count: all that are listed must be there.
      disks = occurrences(line, "[");
      active = disks;
    } else if (!line.contains("inactive")) {
      // An array that does not run has no disks, whatever old kernels say of it, as in the model.
      if (!counts.find()) {
        return Optional.empty();
      }
      disks = Integer.parseInt(counts.group(1));
      active = Integer.parseInt(counts.group(2));
    }
    return Optional.of(
        withProgress(
            new Array(
                words[0],
                words[2],
                disks,
                active,
                occurrences(line, "(F)"),
                occurrences(line, "(S)"),
                blocks,
                blocks),
            block));
  }

  /** The blocks synced are all, unless md is about to sync them. */
  private static Array withProgress(Array array, List<String> block) {
    for (String line : block.subList(2, block.size())) {
      if (line.contains("bitmap")) {
        continue;
      }
      for (List<String> action : ACTIONS) {
        if (line.contains(action.getFirst())) {
          Matcher progress = PROGRESS.matcher(line);
          // Without progress it waits: resync=DELAYED, resync=PENDING.
          double synced = progress.find() ? Double.parseDouble(progress.group(1)) : 0;
          return new Array(
              array.name,
              action.getLast(),
              array.disks,
              array.active,
              array.failed,
              array.spare,
              array.blocks,
              synced);
        }
      }
    }
    return array;
  }

  private static int occurrences(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }
}
