package io.sluice.exposition;

import io.sluice.compress.BlockDeflater;
import io.sluice.compress.DeflatedBlock;
import io.sluice.compress.GzipMember;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.pages.FamilyPage;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// An exposition in lines as one gzip member: the compressed form of each stored page, and the
/// lines between the pages, which are compressed for this scrape.
///
/// If there is a lot to compress, a helper compresses pages from the end at the same time. Each
/// page is compressed only once, by either of them.
final class GzippedText implements ChunkSource {
  /// With fewer pages, the work is done before a helper would have started.
  private static final int MIN_HELPED_PAGES = 64;

  private final TextExpositionCursor walk;
  private final GzipMember member = new GzipMember();
  private final BlockDeflater deflater;
  private final ByteArrayBuilder out = new ByteArrayBuilder(CHUNK_BYTES / 4);

  /// Lines that are not compressed yet: the headers and own series of consecutive families without
  /// stored pages.
  private final ByteArrayBuilder lines = new ByteArrayBuilder();

  /// The number of pages that were already read.
  private final AtomicInteger taken = new AtomicInteger();

  private boolean isEnded;

  /// @param deflater closed with this object
  /// @param helper may run its task on another thread, or never
  GzippedText(List<Passage> passages, BlockDeflater deflater, Executor helper) {
    this.deflater = deflater;
    walk = new TextExpositionCursor(passages);
    member.start(out);
    int pageCount = passages.stream().mapToInt(passage -> passage.pages().size()).sum();
    if (pageCount >= MIN_HELPED_PAGES) {
      helper.execute(() -> deflateFromEnd(passages, pageCount));
    }
  }

  @Override
  public byte @Nullable [] next() {
    while (!isEnded && out.length() < CHUNK_BYTES) {
      writeMore();
    }
    if (out.length() == 0) {
      return null;
    }
    byte[] chunk = out.toByteArray();
    out.clear();
    return chunk;
  }

  private void writeMore() {
    if (walk.hasPage()) {
      deflateLines();
      taken.incrementAndGet();
      append(walk.nextPage().deflated(walk.rendering(), deflater));
    } else if (walk.hasPassage()) {
      walk.nextPassage(lines);
      if (lines.length() >= CHUNK_BYTES) {
        deflateLines();
      }
    } else {
      deflateLines();
      member.end(out);
      isEnded = true;
    }
  }

  /// Also stops the helper.
  @Override
  public void close() {
    taken.set(Integer.MAX_VALUE);
    isEnded = true;
    deflater.close();
  }

  /// Compresses pages from the last one backwards, until it reaches those that were already read.
  private void deflateFromEnd(List<Passage> passages, int pageCount) {
    int left = pageCount;
    try (var ownDeflater = new BlockDeflater(BlockDeflater.FAST)) {
      for (Passage passage : passages.reversed()) {
        for (FamilyPage page : passage.pages().reversed()) {
          if (left <= taken.get()) {
            return;
          }
          page.deflated(passage.rendering(), ownDeflater);
          left--;
        }
      }
    }
  }

  private void deflateLines() {
    if (lines.length() > 0) {
      append(deflater.deflate(lines.array(), 0, lines.length()));
      lines.clear();
    }
  }

  private void append(DeflatedBlock run) {
    member.add(run);
    out.append(run.bytes());
  }
}
