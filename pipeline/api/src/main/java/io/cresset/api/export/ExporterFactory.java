package io.cresset.api.export;

/** The door for destinations, a service of {@link java.util.ServiceLoader}. */
public interface ExporterFactory<C extends Record> {

  /** The key under {@code exporters:}, lower case with underscores. */
  String kind();

  /** One line that says where it delivers. */
  String summary();

  Class<C> config();

  /** Whether several may run side by side; then each entry in the file needs a {@code name}. */
  default boolean severalAllowed() {
    return false;
  }

  /** Whether it makes a {@link Sink}, which also takes the keys that every sink takes: select. */
  default boolean delivers() {
    return true;
  }

  /** Makes one, without I/O. */
  Exporter create(C config, ExporterContext context);
}
