package io.sluice.web;

import io.sluice.exposition.Exposition;
import io.sluice.exposition.OverdueFamilies;
import io.sluice.format.ContentNegotiation;
import io.sluice.format.NegotiatedFormat;
import io.sluice.http.Header;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.model.MetricFamily;
import io.sluice.store.StoreView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// GET of the exposition, in the format and the encoding that the scraper prefers.
final class ScrapeHandler {
  /// What zlib takes for each body that it deflates.
  private static final int DEFLATER_BYTES = 300 * 1024;

  private final Supplier<StoreView> view;
  private final Supplier<List<MetricFamily>> ownFamilies;
  private final LongSupplier epochNanos;
  private final boolean isOpenMetricsEnabled;
  private final Executor executor;

  /// @param view what was pushed
  /// @param ownFamilies the gateway's own metrics
  /// @param epochNanos the wall clock, in nanoseconds since 1970
  /// @param isOpenMetricsEnabled whether a scraper that asks for OpenMetrics gets it
  /// @param executor takes the work off the event loop
  ScrapeHandler(
      Supplier<StoreView> view,
      Supplier<List<MetricFamily>> ownFamilies,
      LongSupplier epochNanos,
      boolean isOpenMetricsEnabled,
      Executor executor) {
    this.view = view;
    this.ownFamilies = ownFamilies;
    this.epochNanos = epochNanos;
    this.isOpenMetricsEnabled = isOpenMetricsEnabled;
    this.executor = executor;
  }

  CompletionStage<Response> handle(Request request) {
    return CompletableFuture.supplyAsync(() -> scrape(request), executor);
  }

  private Response scrape(Request request) {
    NegotiatedFormat negotiated =
        ContentNegotiation.negotiate(request.headers("Accept"), isOpenMetricsEnabled);
    var headers = new ArrayList<Header>(2);
    headers.add(new Header("Content-Type", negotiated.contentType()));
    StoreView held = view.get();
    var own = new ArrayList<>(ownFamilies.get());
    own.addAll(OverdueFamilies.families(held, epochNanos.getAsLong()));
    Exposition exposition;
    boolean isGzipped = ContentNegotiation.gzip(request.header("Accept-Encoding"));
    if (isGzipped) {
      headers.add(new Header("Content-Encoding", "gzip"));
      exposition = Exposition.gzipped(held, own, negotiated, executor);
    } else {
      exposition = new Exposition(held, own, negotiated);
    }
    return new Response(200, headers, new Body(exposition, isGzipped ? DEFLATER_BYTES : 0));
  }

  private record Body(Exposition exposition, long heldBytes) implements Response.Chunks {
    @Override
    public byte @Nullable [] next() {
      return exposition.next();
    }
  }
}
