package io.cresset.exporters.remotewrite;

import java.util.Map;

/** The versions of the protocol. Which one a destination speaks is found out by trying. */
enum Version {
  V1("1.0", "application/x-protobuf", "0.1.0"),
  V2("2.0", "application/x-protobuf;proto=io.prometheus.write.v2.Request", "2.0.0");

  private final String title;
  private final Map<String, String> headers;

  Version(String title, String contentType, String header) {
    this.title = title;
    this.headers =
        Map.of(
            "Content-Type", contentType,
            "Content-Encoding", "snappy",
            "X-Prometheus-Remote-Write-Version", header);
  }

  Map<String, String> headers() {
    return headers;
  }

  Version other() {
    return this == V1 ? V2 : V1;
  }

  /** As people call it. */
  @Override
  public String toString() {
    return title;
  }
}
