package io.sluice.exposition;

import io.sluice.compress.BlockDeflater;
import io.sluice.compress.DeflatedBlock;
import io.sluice.compress.GzipMember;
import io.sluice.go.ByteArrayBuilder;
import org.jspecify.annotations.Nullable;

/// Compresses the chunks of any source to one gzip member.
final class GzippedChunks implements ChunkSource {
  private final ChunkSource plain;
  private final GzipMember member = new GzipMember();
  private final BlockDeflater deflater;
  private boolean isStarted;
  private boolean isEnded;

  /// @param deflater closed with this object
  GzippedChunks(ChunkSource plain, BlockDeflater deflater) {
    this.plain = plain;
    this.deflater = deflater;
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
    byte[] chunk = plain.next();
    if (chunk == null) {
      member.end(out);
      isEnded = true;
    } else {
      DeflatedBlock run = deflater.deflate(chunk, 0, chunk.length);
      member.add(run);
      out.append(run.bytes());
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    plain.close();
    deflater.close();
  }
}
