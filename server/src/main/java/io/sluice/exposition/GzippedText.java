package io.sluice.exposition;

import io.sluice.compress.BlockDeflater;
import io.sluice.compress.DeflatedBlock;
import io.sluice.compress.GzipMember;
import io.sluice.format.EscapingScheme;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.pages.FamilyPage;
import io.sluice.pages.TextRendering;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The exposition in the text format as one gzip member: the pages' deflated forms, and what is
/// between them, deflated now.
///
/// Where there is much to deflate, a helper begins at the end meanwhile. Which of the two deflates
/// a page makes no difference: it is deflated once.
final class GzippedText implements Exposition.Pieces {
  /// What is less is done before a helper has begun.
  private static final int MIN_HELPED_PAGES = 64;

  private final TextExpositionCursor walk;
  private final GzipMember member = new GzipMember();
  private final BlockDeflater deflater = new BlockDeflater(BlockDeflater.FAST);
  private final ByteArrayBuilder out = new ByteArrayBuilder(PIECE_BYTES / 4);

  /// Lines that are not deflated yet: beginnings of families, as long as no page comes between.
  private final ByteArrayBuilder lines = new ByteArrayBuilder();

  /// How many pages the reader has come to.
  private final AtomicInteger taken = new AtomicInteger();

  private boolean isEnded;

  /// @param sections with names escaped
  /// @param helper may run what it gets in another thread, or never
  GzippedText(List<ScrapedFamily> sections, EscapingScheme escaping, Executor helper) {
    walk = new TextExpositionCursor(sections, escaping);
    member.start(out);
    int pageCount = sections.stream().mapToInt(section -> section.pages().size()).sum();
    if (pageCount >= MIN_HELPED_PAGES) {
      helper.execute(() -> deflateFromEnd(sections, escaping, pageCount));
    }
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
      taken.incrementAndGet();
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

  /// Deflates pages, the last one first, until it comes to those that are taken.
  private void deflateFromEnd(
      List<ScrapedFamily> sections, EscapingScheme escaping, int pageCount) {
    int left = pageCount;
    try (var ownDeflater = new BlockDeflater(BlockDeflater.FAST)) {
      for (ScrapedFamily section : sections.reversed()) {
        TextRendering look = section.look(escaping);
        for (FamilyPage page : section.pages().reversed()) {
          if (left <= taken.get()) {
            return;
          }
          page.deflated(look, ownDeflater);
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
