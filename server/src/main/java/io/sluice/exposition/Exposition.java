package io.sluice.exposition;

import io.sluice.compress.BlockDeflater;
import io.sluice.format.EscapingScheme;
import io.sluice.format.NegotiatedFormat;
import io.sluice.model.MetricFamily;
import io.sluice.store.StoreView;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A scrape: the metrics of a view and the gateway's own metrics, as bytes, generated chunk by
/// chunk.
///
/// Families are sorted by name. Within a family, the gateway's own series come first, then those of
/// the groups in the order of their slots. The series of a group are adjacent, in the order in
/// which they were pushed.
public final class Exposition implements AutoCloseable {
  private final ChunkSource chunks;

  private Exposition(ChunkSource chunks) {
    this.chunks = chunks;
  }

  /// A scrape of `view`.
  ///
  /// @param own the gateway's own families
  public Exposition(StoreView view, List<MetricFamily> own, NegotiatedFormat negotiated) {
    this(plain(ScrapedFamilies.of(view, own), negotiated));
  }

  /// A scrape of `view` as one gzip member. In the text format and in OpenMetrics, each stored page
  /// is compressed only once, for all scrapes.
  ///
  /// @param own the gateway's own families
  /// @param helper gets a part of the work if there is a lot; the scrape does not wait for it
  public static Exposition gzipped(
      StoreView view, List<MetricFamily> own, NegotiatedFormat negotiated, Executor helper) {
    List<ScrapedFamily> sections = ScrapedFamilies.of(view, own);
    EscapingScheme escaping = negotiated.escaping();
    var deflater = new BlockDeflater(BlockDeflater.FAST);
    return new Exposition(
        switch (negotiated.format()) {
          case TEXT -> new GzippedText(TextPassages.of(sections, escaping), deflater, helper);
          case OPENMETRICS_1_0_0, OPENMETRICS_0_0_1 ->
              new GzippedText(OpenMetricsPassages.of(sections, escaping), deflater, helper);
          case PROTOBUF_DELIMITED, PROTOBUF_TEXT, PROTOBUF_COMPACT_TEXT ->
              new GzippedChunks(plain(sections, negotiated), deflater);
        });
  }

  /// The next bytes, or null at the end. They must not be modified, because they may belong to the
  /// store.
  public byte @Nullable [] next() {
    return chunks.next();
  }

  /// Must be called at the end, or earlier if no more chunks are needed.
  @Override
  public void close() {
    chunks.close();
  }

  private static ChunkSource plain(List<ScrapedFamily> sections, NegotiatedFormat negotiated) {
    EscapingScheme escaping = negotiated.escaping();
    return switch (negotiated.format()) {
      case TEXT -> new PlainText(TextPassages.of(sections, escaping));
      case OPENMETRICS_1_0_0, OPENMETRICS_0_0_1 ->
          new PlainText(OpenMetricsPassages.of(sections, escaping));
      case PROTOBUF_DELIMITED -> new DelimitedChunks(sections, escaping);
      case PROTOBUF_TEXT, PROTOBUF_COMPACT_TEXT -> new ProtobufTextChunks(sections, negotiated);
    };
  }
}
