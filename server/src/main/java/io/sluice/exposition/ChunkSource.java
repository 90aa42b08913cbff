package io.sluice.exposition;

import org.jspecify.annotations.Nullable;

/// Produces the chunks of a scrape.
interface ChunkSource {
  /// A chunk is sent when it has at least this size.
  int CHUNK_BYTES = 64 * 1024;

  /// The next bytes, not empty, or null at the end.
  byte @Nullable [] next();

  /// Releases off-heap memory, if there is any. [#next] must not be called afterwards.
  default void close() {}
}
