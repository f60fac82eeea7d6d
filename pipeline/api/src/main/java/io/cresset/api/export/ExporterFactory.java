package io.cresset.api.export;

/** The door for destinations, a service of {@link java.util.ServiceLoader}. */
public interface ExporterFactory<C extends Record> {

  /** The key under {@code exporters:}, lower case with underscores. */
  String kind();

  /** One line that says where it delivers. */
  String summary();

  Class<C> config();

  /** Makes one, without I/O. */
  Exporter create(C config, ExporterContext context);
}
