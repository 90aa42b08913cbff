package io.sluice.store;

import io.sluice.format.ByteArrayBuilder;
import io.sluice.format.DeflatedRun;
import io.sluice.format.GzipMember;
import io.sluice.format.RunDeflater;
import org.jspecify.annotations.Nullable;

/// Any pieces as one gzip member.
final class GzippedPieces implements Exposition.Pieces {
  private final Exposition.Pieces plain;
  private final GzipMember member = new GzipMember();
  private final RunDeflater deflater = new RunDeflater(RunDeflater.FAST);
  private boolean isStarted;
  private boolean isEnded;

  GzippedPieces(Exposition.Pieces plain) {
    this.plain = plain;
  }

  @Override
  public byte @Nullable [] next() {
    if (isEnded) {
      return null;
    }
    var out = new ByteArrayBuilder();
    if (!isStarted) {
      isStarted = true;
      member.start(out);
    }
    byte[] piece = plain.next();
    if (piece == null) {
      member.end(out);
      deflater.close();
      isEnded = true;
    } else {
      DeflatedRun run = deflater.deflate(piece, 0, piece.length);
      member.add(run);
      out.append(run.bytes());
    }
    return out.toByteArray();
  }
}
