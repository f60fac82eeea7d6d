package io.cresset.app.print;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Rows in aligned columns, with a heading. Columns of numbers stand to the right. What does not fit
 * a terminal's width wraps there, not here: whoever pipes it wants whole rows.
 */
public final class Table {
  private static final String GAP = "  ";

  /** Digits, with a unit if need be; or that there is none. */
  private static final Pattern NUMBER =
      Pattern.compile("-|(for )?[\\d,.]+( ?(s|min|h|d|days|%|/s|[KMGT]?i?B))?|");

  private final List<String> heading;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... heading) {
    this.heading = List.of(heading);
  }

  /**
   * @param cells as many as the heading has; a {@code Long} with its thousands apart
   */
  public Table row(Object... cells) {
    assert cells.length == heading.size();
    List<String> row = new ArrayList<>(cells.length);
    for (Object cell : cells) {
      row.add(PlainText.printable(cell instanceof Long n ? grouped(n) : cell.toString()));
    }
    rows.add(List.copyOf(row));
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** A number with its thousands apart, so that it can be read. */
  public static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 record}, {@code 2,000 records}. */
  public static String count(long number, String noun) {
    return grouped(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** Lines without blanks at their ends, each behind an indent. */
  public List<String> lines(String indent) {
    int[] width = new int[heading.size()];
    boolean[] isNumber = new boolean[heading.size()];
    Arrays.fill(isNumber, true);
    for (int i = 0; i < width.length; i++) {
      width[i] = length(heading.get(i));
      for (List<String> row : rows) {
        width[i] = Math.max(width[i], length(row.get(i)));
        isNumber[i] &= NUMBER.matcher(row.get(i)).matches();
      }
    }
    List<String> lines = new ArrayList<>(rows.size() + 1);
    lines.add(line(indent, heading, width, isNumber));
    for (List<String> row : rows) {
      lines.add(line(indent, row, width, isNumber));
    }
    return lines;
  }

  private static String line(String indent, List<String> row, int[] width, boolean[] isNumber) {
    StringBuilder line = new StringBuilder(indent);
    for (int i = 0; i < width.length; i++) {
      String cell = row.get(i);
      String blanks = " ".repeat(width[i] - length(cell));
      line.append(i == 0 ? "" : GAP).append(isNumber[i] ? blanks + cell : cell + blanks);
    }
    return line.toString().stripTrailing();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
