package io.sluice.http.server;

import io.netty.channel.Channel;
import io.sluice.http.PeerAddress;
import io.sluice.http.listen.ConnectedPeer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Logs why a connection, or a stream of one, was closed.
final class ConnectionFailure {
  private static final Logger log = LoggerFactory.getLogger(ConnectionFailure.class);

  private ConnectionFailure() {}

  /// Logs a failure: at the debug level, unless memory was exhausted. That closes the connection
  /// and affects no other client, since only the data of this connection was being processed.
  static void log(String what, Channel connection, Throwable cause) {
    log.atLevel(cause instanceof OutOfMemoryError ? Level.WARN : Level.DEBUG)
        .addKeyValue("remote", PeerAddress.format(ConnectedPeer.of(connection)))
        .addKeyValue("err", cause.toString())
        .log(what);
  }
}
