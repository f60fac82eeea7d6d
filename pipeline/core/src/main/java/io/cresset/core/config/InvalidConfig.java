package io.cresset.core.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Carries everything that is wrong with it, in file order. */
public final class InvalidConfig extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  public InvalidConfig(List<Problem> problems) {
    super(null, null, false, false);
    this.problems = List.copyOf(problems);
  }

  /** One problem per line. */
  @Override
  public String getMessage() {
    return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
  }

  public List<Problem> problems() {
    return problems;
  }
}
