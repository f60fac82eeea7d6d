package io.cresset.api.check;

import io.cresset.api.Time;
import io.cresset.api.http.HttpClient;
import java.time.Duration;
import java.util.OptionalLong;

/** What a component's doors are tried with. */
public interface DoorContext {

  /** {@code kind} or {@code kind/name}. */
  String component();

  /**
   * The whole path of a key of the component, for remedies: {@code collectors.syslog.listen}.
   *
   * @param name as it stands in the file, such as {@code tls.ca_file}
   */
  String key(String name);

  Time time();

  HttpClient http();

  /** After so long a door counts as one that does not answer. */
  Duration limit();

  /**
   * The process of the Cresset that runs with this configuration: what it holds is as it should.
   */
  OptionalLong running();
}
