package io.cresset.collectors.syslog;

import io.cresset.api.collect.CollectFailure;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Where senders connect: what {@link StreamListener} does not do alike for all of them. */
interface Door {

  /** Reads what is needed besides the socket. */
  void prepare() throws CollectFailure, IOException;

  /** A socket that takes connections. */
  ServerSocketChannel open() throws CollectFailure, IOException;

  /** Who has connected. */
  Peer peer(SocketChannel channel) throws IOException;

  /** The most memory that a connection takes, apart from what all share. */
  int connectionBytes();

  /** The way that a sender's bytes come. */
  Link link(SocketChannel channel);

  /** Leaves nothing behind after the socket was closed. */
  void closed();
}
