package io.sluice.http.server;

import io.netty.buffer.ByteBuf;
import io.sluice.http.BadRequestException;
import io.sluice.http.BodyException;

/// A body that is being received.
sealed interface IncomingBody permits SizedBody, ChunkedBody {
  /// Reads the available bytes.
  ///
  /// @return whether the body is complete
  /// @throws BadRequestException if its framing is invalid
  /// @throws BodyException if it is too large
  boolean take(ByteBuf in) throws BadRequestException, BodyException;

  /// The complete body.
  byte[] bytes();
}
