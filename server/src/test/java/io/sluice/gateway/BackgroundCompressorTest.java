package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.exposition.Exposition;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ExpositionFormat;
import io.sluice.format.NegotiatedFormat;
import io.sluice.format.text.TextParser;
import io.sluice.log.MemoryLog;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import io.sluice.store.StateLimits;
import io.sluice.store.Store;
import io.sluice.store.StoreView;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class BackgroundCompressorTest {
  private static final NegotiatedFormat TEXT =
      new NegotiatedFormat(ExpositionFormat.TEXT, EscapingScheme.UNDERSCORES);
  private static final int GROUPS = 2_000;

  private final Store store = new Store(Map.of());
  private final Gateway gateway =
      new Gateway(
          store,
          new MemoryLog<>(new StoreStateMachine(store), FatalFailure::raise),
          () -> 1,
          PushSettings.USUAL,
          StateLimits.NONE);

  // A scrape compresses its pages with a fast level; only the thread can make the next one smaller.
  @Test
  void start_scrapedAndQuiet_makesTheSameScrapeSmaller() throws Exception {
    for (int i = 0; i < GROUPS; i++) {
      gateway
          .push(
              PushRequest.of(
                  GroupingKey.of("job", "batch", "instance", "host-" + i),
                  TextParser.parse(body(i), Names.LEGACY),
                  PushRequest.Mode.REPLACE_GROUP))
          .toCompletableFuture()
          .get();
    }
    StoreView view = gateway.view();
    byte[] fast = all(Exposition.gzipped(view, List.of(), TEXT, Runnable::run));

    byte[] small = fast;
    try (BackgroundCompressor _ = BackgroundCompressor.start(gateway, Duration.ofMillis(5))) {
      while (small.length >= fast.length * 0.97) {
        Thread.onSpinWait();
        small = all(Exposition.gzipped(view, List.of(), TEXT, Runnable::run));
      }
    }

    assertThat(plain(small)).isEqualTo(plain(fast));
  }

  private static byte[] body(int i) {
    return ("duration_seconds " + i * 37 % 1000 + "\nprocessed_total " + i * 91 % 9_999 + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] all(Exposition exposition) {
    var out = new ByteArrayOutputStream();
    for (byte[] piece = exposition.next(); piece != null; piece = exposition.next()) {
      out.writeBytes(piece);
    }
    return out.toByteArray();
  }

  private static byte[] plain(byte[] zipped) throws Exception {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      return in.readAllBytes();
    }
  }
}
