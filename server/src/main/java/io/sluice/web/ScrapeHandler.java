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
import io.sluice.web.answer.ViewAnswers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// GET of the exposition, in the format and encoding that the scraper prefers.
final class ScrapeHandler {
  /// The memory of zlib for each compressed body.
  private static final int DEFLATER_BYTES = 300 * 1024;

  private static final double USUAL_TIMEOUT_SECONDS = 10;
  private static final double ANSWER_SECONDS = 0.5;
  private static final double MIN_SECONDS = 0.1;
  private static final double MAX_SECONDS = 60;

  private final Supplier<StoreView> view;
  private final Supplier<List<MetricFamily>> ownFamilies;
  private final LongSupplier epochNanos;
  private final boolean isOpenMetricsEnabled;
  private final Function<Duration, CompletionStage<Void>> catchUp;
  private final Executor executor;
  private final ViewAnswers answers;

  /// @param view provides the pushed metrics
  /// @param ownFamilies the gateway's own metrics
  /// @param epochNanos the wall clock, in nanoseconds since 1970
  /// @param isOpenMetricsEnabled whether a scraper that requests OpenMetrics gets it
  /// @param catchUp waits until the view contains all acknowledged pushes; see [CommitLog#catchUp]
  /// @param executor runs scrapes outside the event loop
  /// @param answers tracks the views in use
  ScrapeHandler(
      Supplier<StoreView> view,
      Supplier<List<MetricFamily>> ownFamilies,
      LongSupplier epochNanos,
      boolean isOpenMetricsEnabled,
      Function<Duration, CompletionStage<Void>> catchUp,
      Executor executor,
      ViewAnswers answers) {
    this.view = view;
    this.ownFamilies = ownFamilies;
    this.epochNanos = epochNanos;
    this.isOpenMetricsEnabled = isOpenMetricsEnabled;
    this.catchUp = catchUp;
    this.executor = executor;
    this.answers = answers;
  }

  CompletionStage<Response> handle(Request request) {
    return catchUp
        .apply(timeout(request))
        .thenCompose(_ -> CompletableFuture.supplyAsync(() -> scrape(request), executor));
  }

  /// The scraper's timeout, minus a reserve for the response itself.
  private static Duration timeout(Request request) {
    String seconds = request.header("X-Prometheus-Scrape-Timeout-Seconds");
    double given = USUAL_TIMEOUT_SECONDS;
    try {
      given = seconds == null ? USUAL_TIMEOUT_SECONDS : Double.parseDouble(seconds);
    } catch (NumberFormatException _) {
      // ignore an invalid header
    }
    double left = given - ANSWER_SECONDS;
    double bounded = left > MIN_SECONDS ? Math.min(left, MAX_SECONDS) : MIN_SECONDS;
    return Duration.ofMillis((long) (bounded * 1_000));
  }

  private Response scrape(Request request) {
    NegotiatedFormat negotiated =
        ContentNegotiation.negotiate(request.headers("Accept"), isOpenMetricsEnabled);
    var headers = new ArrayList<Header>(2);
    headers.add(new Header("Content-Type", negotiated.contentType()));
    StoreView pushed = view.get();
    var own = new ArrayList<>(ownFamilies.get());
    own.addAll(OverdueFamilies.families(pushed, epochNanos.getAsLong()));
    Exposition exposition;
    boolean isGzipped = ContentNegotiation.gzip(request.header("Accept-Encoding"));
    if (isGzipped) {
      headers.add(new Header("Content-Encoding", "gzip"));
      exposition = Exposition.gzipped(pushed, own, negotiated, executor);
    } else {
      exposition = new Exposition(pushed, own, negotiated);
    }
    var body = new Body(exposition, isGzipped ? DEFLATER_BYTES : 0);
    return new Response(200, headers, answers.of(pushed, body));
  }

  private record Body(Exposition exposition, long retainedBytes) implements Response.Chunks {
    @Override
    public byte @Nullable [] next() {
      return exposition.next();
    }

    @Override
    public void close() {
      exposition.close();
    }
  }
}
