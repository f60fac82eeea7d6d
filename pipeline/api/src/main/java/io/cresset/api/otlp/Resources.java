package io.cresset.api.otlp;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Resource;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** {@code Resource}, and where it stands in {@code ResourceLogs} and {@code ResourceMetrics}. */
final class Resources {
  /** The same field of both. */
  static final int RESOURCE = 1 << 3 | Wire.BYTES;

  private static final int ATTRIBUTES = 1 << 3 | Wire.BYTES;

  private Resources() {}

  /** Size of the field; an empty resource is left out. */
  static long fieldBytes(Resource resource) {
    long bytes = AnyValues.fieldsBytes(resource.attributes());
    return bytes == 0 ? 0 : Wire.fieldBytes(bytes);
  }

  static void writeField(ReverseWriter out, Resource resource) {
    if (!resource.attributes().isEmpty()) {
      int end = out.mark();
      AnyValues.writeFields(out, ATTRIBUTES, resource.attributes());
      out.message(RESOURCE, end);
    }
  }

  /** Reads a resource to the end of {@code in}. */
  static Resource read(ProtoReader in) throws MalformedOtlp {
    Attributes.Builder attributes = Attributes.builder();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == ATTRIBUTES) {
        AnyValues.readField(in, attributes);
      } else {
        in.skip(tag);
      }
    }
    return Resource.of(attributes.build());
  }

  /**
   * The resource of the {@code ResourceLogs} or {@code ResourceMetrics} that {@code in} is at the
   * start of, and where it then is again. Others may write the resource behind what it is about, or
   * in several parts, which are then joined; empty if there is none.
   */
  static ByteSlice find(ProtoReader in) throws MalformedOtlp {
    int start = in.position();
    ByteSlice resource = ByteSlice.empty();
    @Nullable ByteArrayOutputStream joined = null;
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag != RESOURCE) {
        in.skip(tag);
      } else if (resource.length() == 0) {
        resource = in.bytes();
      } else {
        if (joined == null) {
          joined = new ByteArrayOutputStream();
          joined.write(resource.array(), resource.offset(), resource.length());
        }
        ByteSlice more = in.bytes();
        joined.write(more.array(), more.offset(), more.length());
      }
    }
    in.seek(start);
    return joined == null ? resource : ByteSlice.of(joined.toByteArray());
  }
}
