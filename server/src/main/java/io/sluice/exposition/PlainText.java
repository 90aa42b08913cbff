package io.sluice.exposition;

import io.sluice.go.ByteArrayBuilder;
import io.sluice.pages.FamilyPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An uncompressed exposition in lines. Large stored pages are returned without a copy; small parts
/// are collected in a buffer.
final class PlainText implements ChunkSource {
  /// Smaller parts are copied, because sending them separately would cost more.
  private static final int LARGE_BYTES = 8 * 1024;

  private final TextExpositionCursor walk;
  private final ByteArrayBuilder out = new ByteArrayBuilder(CHUNK_BYTES / 4);

  /// A stored page to return after the content of `out`.
  private byte @Nullable [] large;

  PlainText(List<Passage> passages) {
    walk = new TextExpositionCursor(passages);
  }

  @Override
  public byte @Nullable [] next() {
    while (large == null && out.length() < CHUNK_BYTES && writeMore()) {
      // Repeat until there is enough to send.
    }
    if (out.length() > 0) {
      byte[] gathered = out.toByteArray();
      out.clear();
      return gathered;
    }
    byte[] page = large;
    large = null;
    return page;
  }

  private boolean writeMore() {
    if (walk.hasPage()) {
      writePage(walk.nextPage());
      return true;
    }
    if (walk.hasPassage()) {
      walk.nextPassage(out);
      return true;
    }
    return false;
  }

  private void writePage(FamilyPage page) {
    byte[] lines = page.lines(walk.rendering());
    if (lines != null && lines.length >= LARGE_BYTES) {
      large = lines;
    } else {
      page.writeLines(out, walk.rendering());
    }
  }
}
