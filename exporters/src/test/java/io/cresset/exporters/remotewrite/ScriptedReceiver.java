package io.cresset.exporters.remotewrite;

import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.cresset.exporters.remotewrite.v1.Label;
import io.cresset.exporters.remotewrite.v1.WriteRequest;
import io.cresset.exporters.remotewrite.v2.Request;
import io.cresset.testkit.http.HttpPeer;
import io.cresset.testkit.http.RawServer.Received;
import io.cresset.testkit.http.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Answers as it was told to, after that as one who has written all, and shows what was written as
 * generated classes decode it.
 */
final class ScriptedReceiver implements AutoCloseable {
  static final String WRITTEN = "X-Prometheus-Remote-Write-Samples-Written";
  private static final String V2_TYPE =
      "application/x-protobuf;proto=io.prometheus.write.v2.Request";

  private final HttpPeer peer;

  /**
   * @param samples {@code name{label="value",...} value @millis}, in the order of the message
   */
  record Written(String version, Map<String, String> headers, byte[] plain, List<String> samples) {
    static Written of(Received received) {
      byte[] plain = decompress(received.body());
      boolean v2 = V2_TYPE.equals(received.headers().get("content-type"));
      try {
        List<String> samples = v2 ? samplesV2(plain) : samplesV1(plain);
        return new Written(v2 ? "2.0" : "1.0", received.headers(), plain, samples);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  ScriptedReceiver(Reply... replies) {
    peer = HttpPeer.by(received -> allWritten(Written.of(received)), replies);
  }

  private static Reply allWritten(Written written) {
    return written.version().equals("2.0")
        ? Reply.of(204, "", WRITTEN, String.valueOf(written.samples().size()))
        : Reply.of(204);
  }

  static byte[] decompress(byte[] body) {
    SnappyJavaDecompressor snappy = new SnappyJavaDecompressor();
    byte[] plain = new byte[snappy.getUncompressedLength(body, 0)];
    int length = snappy.decompress(body, 0, body.length, plain, 0, plain.length);
    if (length != plain.length) {
      throw new AssertionError("announced " + plain.length + " bytes, holds " + length);
    }
    return plain;
  }

  static List<String> samplesV2(byte[] plain) throws IOException {
    Request request = Request.parseFrom(plain);
    List<String> all = new ArrayList<>();
    for (var series : request.getTimeseriesList()) {
      List<String> labels = new ArrayList<>();
      for (int ref : series.getLabelsRefsList()) {
        labels.add(request.getSymbols(ref));
      }
      String name = name(labels);
      series
          .getSamplesList()
          .forEach(it -> all.add(sample(name, it.getValue(), it.getTimestamp())));
    }
    return all;
  }

  static List<String> samplesV1(byte[] plain) throws IOException {
    List<String> all = new ArrayList<>();
    for (var series : WriteRequest.parseFrom(plain).getTimeseriesList()) {
      List<String> labels = new ArrayList<>();
      for (Label label : series.getLabelsList()) {
        labels.add(label.getName());
        labels.add(label.getValue());
      }
      String name = name(labels);
      series
          .getSamplesList()
          .forEach(it -> all.add(sample(name, it.getValue(), it.getTimestamp())));
    }
    return all;
  }

  /** The labels in the order in which they came, which must be that of their names. */
  private static String name(List<String> labels) {
    StringBuilder out = new StringBuilder();
    String metric = "";
    for (int i = 0; i < labels.size(); i += 2) {
      if (i > 0 && labels.get(i).compareTo(labels.get(i - 2)) <= 0) {
        throw new AssertionError("not sorted: " + labels);
      }
      if (labels.get(i + 1).isEmpty()) {
        throw new AssertionError("an empty label: " + labels);
      }
      if (labels.get(i).equals("__name__")) {
        metric = labels.get(i + 1);
      } else {
        out.append(out.isEmpty() ? "" : ",").append(labels.get(i)).append("=\"");
        out.append(labels.get(i + 1)).append('"');
      }
    }
    return metric + "{" + out + "}";
  }

  private static String sample(String name, double value, long millis) {
    boolean stale = Double.doubleToRawLongBits(value) == 0x7ff0000000000002L;
    return name + " " + (stale ? "stale" : value) + " @" + (millis - Points.NOW_MILLIS);
  }

  List<Written> written() {
    return peer.received().stream().map(Written::of).toList();
  }

  List<String> versions() {
    return written().stream().map(Written::version).toList();
  }

  URI url() {
    return peer.url().resolve("/api/v1/write");
  }

  @Override
  public void close() {
    peer.close();
  }
}
