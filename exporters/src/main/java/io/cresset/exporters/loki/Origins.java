package io.cresset.exporters.loki;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.ProtoReader;
import io.cresset.exporters.BackwardBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds a resource's stream and metadata. The same resources come again with every batch, so what
 * was found is kept, by the resource's bytes, up to a size.
 */
final class Origins {
  private static final int ATTRIBUTES = 1 << 3 | 2;
  private static final int MAX_CACHED_BYTES = 2 * 1024 * 1024;
  private static final int MAX_CACHED_RESOURCE_BYTES = 64 * 1024;

  /** Rough cost of an entry beside its arrays. */
  private static final int ENTRY_BYTES = 1024;

  private final Streams streams;
  private final Map<ByteSlice, Origin> cache = new HashMap<>();
  private final BackwardBuffer scratch = new BackwardBuffer(1024);
  private final Metadata metadata = new Metadata(scratch);
  private int cachedBytes;

  Origins(Streams streams) {
    this.streams = streams;
  }

  Origin of(ByteSlice resource) throws MalformedOtlp {
    Origin known = cache.get(resource);
    if (known != null) {
      return known;
    }
    Origin found = find(resource);
    int bytes = resource.length() + found.metadata().length + ENTRY_BYTES;
    if (resource.length() <= MAX_CACHED_RESOURCE_BYTES) {
      if (cachedBytes + bytes > MAX_CACHED_BYTES) {
        forget();
      }
      cache.put(ByteSlice.of(resource.toByteArray()), found);
      cachedBytes += bytes;
    }
    return found;
  }

  /** Looks at every resource anew, because streams have changed. */
  void forget() {
    cache.clear();
    cachedBytes = 0;
  }

  /** What the cache takes, about. */
  int rememberedBytes() {
    return cachedBytes;
  }

  private Origin find(ByteSlice resource) throws MalformedOtlp {
    LabelSet labels = LabelSet.of(OtlpLogs.decodeResource(resource));
    Stream stream = streams.own(labels);
    if (stream == null) {
      labels = labels.other();
      stream = streams.sharedByJob(labels);
    }
    if (stream == null) {
      labels = LabelSet.other("other");
      stream = streams.sharedByAll(labels);
    }
    scratch.clear();
    metadata.start(labels.names());
    ProtoReader in = new ProtoReader(resource);
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == ATTRIBUTES) {
        attribute(KeyValue.read(in.bytes()), labels);
      } else {
        in.skip(tag);
      }
    }
    metadata.finish();
    return new Origin(stream, scratch.since(0), metadata.pairs(), metadata.names());
  }

  private void attribute(KeyValue attribute, LabelSet labels) throws MalformedOtlp {
    ByteSlice key = attribute.key();
    String name = new String(key.array(), key.offset(), key.length(), StandardCharsets.UTF_8);
    if (!labels.covers(name)) {
      metadata.attribute(attribute);
    }
  }
}
