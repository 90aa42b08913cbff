package io.sluice.exposition;

import io.sluice.format.EscapingScheme;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.pages.FamilyPage;
import io.sluice.pages.Rendering;
import io.sluice.pages.TextRendering;
import java.util.Iterator;
import java.util.List;

/// Iterates over an exposition in lines: for each passage its start, then its pages.
final class TextExpositionCursor {
  private final Iterator<Passage> passages;

  /// How `pages` are rendered.
  private Rendering rendering = new TextRendering("", EscapingScheme.UNDERSCORES);

  private Iterator<FamilyPage> pages = List.<FamilyPage>of().iterator();

  TextExpositionCursor(List<Passage> passages) {
    this.passages = passages.iterator();
  }

  /// How the following pages are rendered.
  Rendering rendering() {
    return rendering;
  }

  boolean hasPage() {
    return pages.hasNext();
  }

  FamilyPage nextPage() {
    return pages.next();
  }

  boolean hasPassage() {
    return passages.hasNext();
  }

  /// Moves to the next passage and appends its start. The pages of the passage follow.
  void nextPassage(ByteArrayBuilder out) {
    Passage passage = passages.next();
    passage.start().accept(out);
    rendering = passage.rendering();
    pages = passage.pages().iterator();
  }
}
