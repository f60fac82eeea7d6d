package io.cresset.api.model;

/** The two kinds of telemetry. Each has a log of its own under the data folder. */
public enum Signal {
  LOGS("logs"),
  METRICS("metrics");

  private final String id;

  Signal(String id) {
    this.id = id;
  }

  /** Lower-case name as it stands in folder names, metric labels and messages. */
  public String id() {
    return id;
  }
}
