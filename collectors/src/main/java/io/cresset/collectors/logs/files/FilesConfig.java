package io.cresset.collectors.logs.files;

import io.cresset.api.config.DataSize;
import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stands below {@code collectors: files:}, for one group of files. */
public record FilesConfig(
    @Doc(
            "Which files: absolute paths with * and ? in names, [a-c], {a,b} and ** across folders."
                + " Their rotations (x.log.1, x.log.2.gz, x.log-20260101) belong to them without"
                + " being named.")
        @Default("[/var/log/*.log, /var/log/syslog, /var/log/messages]")
        List<Glob> include,
    @Doc("Which of these not.") List<Glob> exclude,
    @Doc(
            "Where to begin in files that are there at the first start: beginning or end. A file"
                + " that comes later is read from its beginning.")
        @Default("beginning")
        Start start,
    @Doc("Attributes of all lines, such as service.name: nginx.") Map<String, String> labels,
    @Doc(
            "A regular expression (RE2) for the path, whose named groups become attributes, such as"
                + " '/srv/(?P<app>[^/]+)/log/'.")
        Optional<LinearPattern> pathLabels,
    @Doc("Joins lines to records of several.") Optional<Multiline> multiline,
    @Doc("How the text is encoded: utf8, utf16, utf16le, utf16be or latin1.") @Default("utf8")
        Encoding encoding,
    @Doc("A longer line is cut into records of this size, 1KiB to 256KiB.") @Default("256KiB")
        DataSize maxLineBytes,
    @Doc("Lines a second of one file; what is more is dropped and counted. 0 for no limit.")
        @Default("0")
        int maxLinesPerSecond,
    @Doc("Files that are followed; further ones are counted and said.") @Default("50000")
        int maxFiles,
    @Doc("Files open at a time; those with something unread wait for a place.") @Default("512")
        int maxOpenFiles,
    @Doc(
            "What deleted files that are not read yet may hold on the disk; beyond it the largest"
                + " is given up and counted.")
        @Default("1GiB")
        DataSize maxDeleted) {

  private static final long MIN_LINE_BYTES = 1024;
  private static final long MAX_LINE_BYTES = 256 * 1024;

  public FilesConfig {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    labels = Map.copyOf(labels);
    if (include.isEmpty()) {
      throw new IllegalArgumentException("include is empty; name files, such as /var/log/*.log");
    }
    if (maxLineBytes.bytes() < MIN_LINE_BYTES || maxLineBytes.bytes() > MAX_LINE_BYTES) {
      throw new IllegalArgumentException(
          "max_line_bytes is " + maxLineBytes + "; choose from 1KiB to 256KiB");
    }
    if (maxLinesPerSecond < 0) {
      throw new IllegalArgumentException(
          "max_lines_per_second is " + maxLinesPerSecond + "; write 0 for no limit");
    }
    if (maxFiles < 1 || maxOpenFiles < 1) {
      throw new IllegalArgumentException("max_files and max_open_files must be at least 1");
    }
    if (labels.containsKey("")) {
      throw new IllegalArgumentException("labels has a label without a name; give it one");
    }
  }
}
