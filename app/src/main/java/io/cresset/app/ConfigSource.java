package io.cresset.app;

import io.cresset.core.config.CressetConfig;
import io.cresset.core.config.InvalidConfig;

/** Where the configuration comes from, each time that it is loaded. */
interface ConfigSource {

  /**
   * @throws InvalidConfig with everything that is wrong with it
   */
  CressetConfig load() throws InvalidConfig;
}
