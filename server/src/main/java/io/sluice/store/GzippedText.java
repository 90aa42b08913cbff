package io.sluice.store;

import io.sluice.format.ByteArrayBuilder;
import io.sluice.format.DeflatedRun;
import io.sluice.format.GzipMember;
import io.sluice.format.RunDeflater;
import org.jspecify.annotations.Nullable;

/// The exposition in the text format as one gzip member: the pages' deflated forms, and what is
/// between them, deflated now.
final class GzippedText implements Exposition.Pieces {
  private final TextWalk walk;
  private final GzipMember member = new GzipMember();
  private final RunDeflater deflater = new RunDeflater(RunDeflater.FAST);
  private final ByteArrayBuilder out = new ByteArrayBuilder(PIECE_BYTES / 4);

  /// Lines that are not deflated yet: beginnings of families, as long as no page comes between.
  private final ByteArrayBuilder lines = new ByteArrayBuilder();

  private boolean isEnded;

  GzippedText(TextWalk walk) {
    this.walk = walk;
    member.start(out);
  }

  @Override
  public byte @Nullable [] next() {
    while (!isEnded && out.length() < PIECE_BYTES) {
      writeMore();
    }
    if (out.length() == 0) {
      return null;
    }
    byte[] piece = out.toByteArray();
    out.clear();
    return piece;
  }

  private void writeMore() {
    if (walk.hasPage()) {
      deflateLines();
      append(walk.nextPage().deflated(walk.look(), deflater));
    } else if (walk.hasFamily()) {
      walk.nextFamily(lines);
      if (lines.length() >= PIECE_BYTES) {
        deflateLines();
      }
    } else {
      deflateLines();
      member.end(out);
      deflater.close();
      isEnded = true;
    }
  }

  private void deflateLines() {
    if (lines.length() > 0) {
      append(deflater.deflate(lines.array(), 0, lines.length()));
      lines.clear();
    }
  }

  private void append(DeflatedRun run) {
    member.add(run);
    out.append(run.bytes());
  }
}
