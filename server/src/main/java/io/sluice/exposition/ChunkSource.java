package io.sluice.exposition;

import org.jspecify.annotations.Nullable;

/// Gives a scrape chunk by chunk.
interface ChunkSource {
  /// The size from which a chunk is long enough to be sent.
  int CHUNK_BYTES = 64 * 1024;

  /// The next bytes, not empty, or null at the end.
  byte @Nullable [] next();

  /// Gives back memory outside the heap, if there is some; nothing may be asked for then.
  default void close() {}
}
