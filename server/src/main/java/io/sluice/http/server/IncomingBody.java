package io.sluice.http.server;

import io.netty.buffer.ByteBuf;
import io.sluice.http.BadRequestException;
import io.sluice.http.BodyException;

/// A body on its way in.
sealed interface IncomingBody permits SizedBody, ChunkedBody {
  /// Takes what is there.
  ///
  /// @return whether the body is complete
  /// @throws BadRequestException when its framing is broken
  /// @throws BodyException when it is too large
  boolean take(ByteBuf in) throws BadRequestException, BodyException;

  /// The complete body.
  byte[] bytes();
}
