package io.cresset.collectors.syslog;

import io.cresset.api.collect.TaskBody;

/** Listens on one address. */
interface Listener extends TaskBody, AutoCloseable {

  /** Lets its body return soon, and leaves the socket to the next instance. */
  void retire();

  /** Lets go of a socket that no body has used. */
  @Override
  void close();
}
