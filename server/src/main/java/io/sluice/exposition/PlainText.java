package io.sluice.exposition;

import io.sluice.go.ByteArrayBuilder;
import io.sluice.pages.FamilyPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An exposition in lines, uncompressed. Large pages are handed out as they are stored; what is
/// small is gathered.
final class PlainText implements ChunkSource {
  /// Copying less than this costs less than sending it by itself.
  private static final int LARGE_BYTES = 8 * 1024;

  private final TextExpositionCursor walk;
  private final ByteArrayBuilder out = new ByteArrayBuilder(CHUNK_BYTES / 4);

  /// A stored page to hand out after what is in `out`.
  private byte @Nullable [] large;

  PlainText(List<Passage> passages) {
    walk = new TextExpositionCursor(passages);
  }

  @Override
  public byte @Nullable [] next() {
    while (large == null && out.length() < CHUNK_BYTES && writeMore()) {
      // Until there is enough to send.
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
