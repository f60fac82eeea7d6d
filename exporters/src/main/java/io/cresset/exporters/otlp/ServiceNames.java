package io.cresset.exporters.otlp;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Resource;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.ProtoReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Says who a resource is in the two attributes that readers of OTLP look for, where it does not say
 * so itself: {@code service.name}, which Prometheus makes {@code job} of, is its job, and {@code
 * service.instance.id}, which becomes {@code instance}, its host.
 *
 * <pre>
 * host.name=gate job=syslog   becomes   host.name=gate job=syslog service.name=syslog service.instance.id=gate
 * </pre>
 *
 * <p>All else in a message is copied as it is. Used by one thread.
 */
final class ServiceNames {
  private static final int ATTRIBUTES = 1 << 3 | 2;

  /** {@code resource_logs} or {@code resource_metrics}, and {@code resource} within them. */
  private static final int ABOUT = 1 << 3 | 2;

  private static final int RESOURCE = 1 << 3 | 2;
  private static final int KEY = 1 << 3 | 2;
  private static final int VALUE = 2 << 3 | 2;
  private static final int STRING_VALUE = 1 << 3 | 2;

  private static final int MAX_REMEMBERED_BYTES = 1024 * 1024;

  /** Rough cost of what is remembered of a resource beside its bytes. */
  private static final int ENTRY_BYTES = 256;

  /** What is to be added to a resource, by its bytes. */
  private final Map<ByteSlice, byte[]> known = new HashMap<>();

  private int knownBytes;

  /**
   * @param message one that has been read before without a fault
   * @return the message itself if nothing is wanting
   */
  ByteSlice fill(ByteSlice message) throws MalformedOtlp {
    ByteArrayOutputStream out = new ByteArrayOutputStream(message.length() + 256);
    boolean filled = false;
    ProtoReader in = new ProtoReader(message);
    int start = in.position();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == ABOUT) {
        ByteSlice about = in.bytes();
        filled |= fillOne(about, start, in.position(), out);
      } else {
        in.skip(tag);
        out.write(message.array(), start, in.position() - start);
      }
      start = in.position();
    }
    return filled ? ByteSlice.of(out.toByteArray()) : message;
  }

  /**
   * @param about stands with its tag and length from {@code start} to before {@code end}
   */
  private boolean fillOne(ByteSlice about, int start, int end, ByteArrayOutputStream out)
      throws MalformedOtlp {
    Optional<ByteSlice> resource = onlyResource(about);
    byte[] more = resource.isEmpty() ? new byte[0] : wanting(resource.get());
    if (resource.isEmpty() || more.length == 0) {
      out.write(about.array(), start, end - start);
      return false;
    }
    ByteSlice said = resource.get();
    int size = said.length() + more.length;
    int growth = more.length + varintBytes(size) - varintBytes(said.length());
    out.write(ABOUT);
    varint(out, about.length() + growth);
    // The resource's own length stands before it, and its tag before that.
    int before = said.offset() - varintBytes(said.length()) - about.offset();
    out.write(about.array(), about.offset(), before);
    varint(out, size);
    out.write(said.array(), said.offset(), said.length());
    out.writeBytes(more);
    int behind = said.offset() + said.length();
    out.write(about.array(), behind, about.offset() + about.length() - behind);
    return true;
  }

  /** The resource, unless there is none, or several, or one whose length is oddly written. */
  private static Optional<ByteSlice> onlyResource(ByteSlice about) throws MalformedOtlp {
    Optional<ByteSlice> found = Optional.empty();
    ProtoReader in = new ProtoReader(about);
    int start = in.position();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == RESOURCE) {
        ByteSlice resource = in.bytes();
        if (found.isPresent() || resource.offset() - start != 1 + varintBytes(resource.length())) {
          return Optional.empty();
        }
        found = Optional.of(resource);
      } else {
        in.skip(tag);
      }
      start = in.position();
    }
    return found;
  }

  private byte[] wanting(ByteSlice resource) throws MalformedOtlp {
    byte[] more = known.get(resource);
    if (more != null) {
      return more;
    }
    Resource said = OtlpLogs.decodeResource(resource);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (said.attributes().get(Resource.SERVICE_NAME).isEmpty()) {
      said.job().ifPresent(job -> attribute(out, Resource.SERVICE_NAME, job));
    }
    if (said.attributes().get(Resource.SERVICE_INSTANCE_ID).isEmpty()) {
      said.instance().ifPresent(host -> attribute(out, Resource.SERVICE_INSTANCE_ID, host));
    }
    more = out.toByteArray();
    int bytes = resource.length() + more.length + ENTRY_BYTES;
    if (knownBytes + bytes > MAX_REMEMBERED_BYTES) {
      known.clear();
      knownBytes = 0;
    }
    known.put(ByteSlice.of(resource.toByteArray()), more);
    knownBytes += bytes;
    return more;
  }

  private static void attribute(ByteArrayOutputStream out, String key, String value) {
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    int valueBytes = 1 + varintBytes(text.length) + text.length;
    out.write(ATTRIBUTES);
    varint(
        out, 1 + varintBytes(name.length) + name.length + 1 + varintBytes(valueBytes) + valueBytes);
    out.write(KEY);
    varint(out, name.length);
    out.writeBytes(name);
    out.write(VALUE);
    varint(out, valueBytes);
    out.write(STRING_VALUE);
    varint(out, text.length);
    out.writeBytes(text);
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int left = value;
    while (left > 0x7F) {
      out.write(left & 0x7F | 0x80);
      left >>>= 7;
    }
    out.write(left);
  }

  private static int varintBytes(int value) {
    return value == 0 ? 1 : (38 - Integer.numberOfLeadingZeros(value)) / 7;
  }
}
