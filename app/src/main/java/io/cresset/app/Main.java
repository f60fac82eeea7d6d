package io.cresset.app;

import io.cresset.core.runtime.SystemTime;

/** The program's entry. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Surroundings surroundings =
        new Surroundings(System.getenv(), new SystemTime(), System.out, System.err);
    int code = new Program(surroundings, new SystemSignals()).execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }
}
