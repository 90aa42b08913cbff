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

/// An exposition in lines as one gzip member: the pages' deflated forms, and what is between them,
/// deflated now.
///
/// Where there is much to deflate, a helper begins at the end meanwhile. Which of the two deflates
/// a page makes no difference: it is deflated once.
final class GzippedText implements ChunkSource {
  /// What is less is done before a helper has begun.
  private static final int MIN_HELPED_PAGES = 64;

  private final TextExpositionCursor walk;
  private final GzipMember member = new GzipMember();
  private final BlockDeflater deflater;
  private final ByteArrayBuilder out = new ByteArrayBuilder(CHUNK_BYTES / 4);

  /// Lines that are not deflated yet: beginnings of families, as long as no page comes between.
  private final ByteArrayBuilder lines = new ByteArrayBuilder();

  /// How many pages the reader has come to.
  private final AtomicInteger taken = new AtomicInteger();

  private boolean isEnded;

  /// @param deflater closed with this
  /// @param helper may run what it gets in another thread, or never
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

  /// Stops the helper, too.
  @Override
  public void close() {
    taken.set(Integer.MAX_VALUE);
    isEnded = true;
    deflater.close();
  }

  /// Deflates pages, the last one first, until it comes to those that are taken.
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
