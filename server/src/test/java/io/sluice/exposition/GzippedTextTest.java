package io.sluice.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sluice.compress.BlockDeflater;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ExpositionFormat;
import io.sluice.format.NegotiatedFormat;
import io.sluice.model.GroupingKey;
import io.sluice.store.Pushing;
import io.sluice.store.StoreView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A long scrape, whose pages a helper compresses from the other end.
class GzippedTextTest {
  private static final NegotiatedFormat TEXT =
      new NegotiatedFormat(ExpositionFormat.TEXT, EscapingScheme.UNDERSCORES);
  private static final int GROUPS = 10_000;

  private final Pushing gateway = new Pushing();
  private StoreView view = StoreView.empty();

  @BeforeEach
  void fill() {
    for (int i = 0; i < GROUPS; i++) {
      gateway.put(GroupingKey.of("job", "batch", "instance", "host-" + i), "duration_seconds 5\n");
    }
    view = gateway.store().view();
  }

  @Test
  void gzipped_helperRunsFirst_leavesNothingToTheReader() throws Exception {
    Exposition exposition = scrape(Runnable::run);

    assertThat(undeflatedPages()).isZero();
    assertThat(gunzipped(exposition)).isEqualTo(plain());
  }

  @Test
  void gzipped_helperNeverRuns_isComplete() throws Exception {
    assertThat(gunzipped(scrape(_ -> {}))).isEqualTo(plain());
  }

  // Pages change between the scrapes, so that both have pages to compress each time.
  @Test
  void gzipped_helperRunsMeanwhile_isTheSame() throws Exception {
    try (var helper = Executors.newSingleThreadExecutor()) {
      for (int round = 0; round < 20; round++) {
        for (int i = 0; i < GROUPS; i += 50) {
          gateway.put(
              GroupingKey.of("job", "batch", "instance", "host-" + i),
              "duration_seconds " + round + "\n");
        }
        view = gateway.store().view();
        assertThat(gunzipped(scrape(helper))).isEqualTo(plain());
      }
    }
  }

  // Would catch a deflater whose off-heap memory is only released by a garbage collection.
  @Test
  void close_inTheMiddle_endsTheDeflater() {
    var bytes = new byte[] {1, 2, 3};
    var ofText = new BlockDeflater(BlockDeflater.SMALL);
    var text =
        new GzippedText(
            TextPassages.of(ScrapedFamilies.of(view, List.of()), EscapingScheme.UNDERSCORES),
            ofText,
            _ -> {});
    assertThat(text.next()).isNotNull();
    text.close();
    assertThatIllegalStateException().isThrownBy(() -> ofText.deflate(bytes, 0, bytes.length));

    var ofChunks = new BlockDeflater(BlockDeflater.SMALL);
    var chunks = new GzippedChunks(() -> bytes, ofChunks);
    assertThat(chunks.next()).isNotNull();
    chunks.close();
    assertThatIllegalStateException().isThrownBy(() -> ofChunks.deflate(bytes, 0, bytes.length));
  }

  private Exposition scrape(Executor helper) {
    return Exposition.gzipped(view, List.of(), TEXT, helper);
  }

  /// Compresses the pages of the view that are not compressed yet, and returns their number.
  private int undeflatedPages() {
    var pages = new ArrayList<Integer>();
    try (var deflater = new BlockDeflater(BlockDeflater.FAST)) {
      view.deflateQuietPages(deflater, () -> pages.add(0));
      view.deflateQuietPages(deflater, () -> pages.add(0));
    }
    return pages.size();
  }

  private byte[] plain() {
    return NaiveExposition.bytes(view, ExpositionFormat.TEXT, EscapingScheme.UNDERSCORES);
  }

  private static byte[] gunzipped(Exposition exposition) throws IOException {
    byte[] bytes = NaiveExposition.all(exposition);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }
}
