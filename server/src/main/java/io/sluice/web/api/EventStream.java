package io.sluice.web.api;

import io.sluice.history.NumberedPush;
import io.sluice.history.RecentPushes;
import io.sluice.history.Subscription;
import io.sluice.http.Response;
import io.sluice.store.StoreTotals;
import io.sluice.web.answer.JsonAnswer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Server-sent events for one client: `push`, `dropped` when the client was too slow for some
/// pushes, and `stats` when the totals have changed.
//
// Events are created when the client can receive more, from the ring of the last pushes. So a
// client that does not read uses no memory here.
public final class EventStream implements Response.Live {
  /// Limits the size of a chunk.
  private static final int PUSHES_AT_ONCE = 20;

  private static final long STATS_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long SILENCE_NANOS = Duration.ofSeconds(15).toNanos();
  private static final String RETRY = "retry: 3000\n\n";
  private static final String KEEP_ALIVE = ": keep-alive\n\n";

  private final RecentPushes history;
  private final boolean isRefusedOnly;
  private final Supplier<StoreTotals> totals;
  private final LongSupplier nanoTime;
  private final PushJson pushJson;

  private volatile @Nullable Subscription subscription;
  private volatile boolean isStarted;

  // Used only by next(), which one thread at a time calls.
  private @Nullable StoreTotals shown;
  private long shownNanos;
  private long saidNanos;

  public EventStream(
      RecentPushes history,
      boolean isRefusedOnly,
      Supplier<StoreTotals> totals,
      LongSupplier nanoTime,
      PushJson pushJson) {
    this.history = history;
    this.isRefusedOnly = isRefusedOnly;
    this.totals = totals;
    this.nanoTime = nanoTime;
    this.pushJson = pushJson;
  }

  @Override
  public void start(Runnable more) {
    subscription = history.subscribe(isRefusedOnly, more);
    isStarted = true;
  }

  @Override
  public void close() {
    Subscription current = subscription;
    if (current != null) {
      current.cancel();
    }
  }

  @Override
  public byte @Nullable [] next() {
    if (!isStarted) {
      return new byte[0]; // an event arrived during the start; next() is called again
    }
    Subscription current = subscription;
    if (current == null || current.isOver()) {
      return null;
    }
    var out = new ByteArrayOutputStream();
    long now = nanoTime.getAsLong();
    if (shown == null) {
      out.writeBytes(RETRY.getBytes(StandardCharsets.US_ASCII));
    }
    addPushes(out, current.next(PUSHES_AT_ONCE));
    addStats(out, now);
    if (out.size() > 0) {
      saidNanos = now;
    } else if (now - saidNanos >= SILENCE_NANOS) {
      out.writeBytes(KEEP_ALIVE.getBytes(StandardCharsets.US_ASCII));
      saidNanos = now;
    }
    return out.toByteArray();
  }

  private void addPushes(ByteArrayOutputStream out, Subscription.Batch batch) {
    if (batch.dropped() > 0) {
      add(
          out,
          "dropped",
          json -> {
            json.writeStartObject();
            json.writeNumberField("count", batch.dropped());
            json.writeEndObject();
          });
    }
    for (NumberedPush push : batch.pushes()) {
      add(out, "push", json -> pushJson.write(json, push));
    }
  }

  private void addStats(ByteArrayOutputStream out, long now) {
    if (shown != null && now - shownNanos < STATS_NANOS) {
      return;
    }
    StoreTotals current = totals.get();
    shownNanos = now;
    if (!current.equals(shown)) {
      shown = current;
      add(
          out,
          "stats",
          json -> {
            json.writeStartObject();
            json.writeNumberField("groups", current.groups());
            json.writeNumberField("series", current.series());
            json.writeEndObject();
          });
    }
  }

  private static void add(ByteArrayOutputStream out, String event, JsonAnswer.Value data) {
    out.writeBytes(("event: " + event + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(JsonAnswer.bytes(data)); // on one line, because line feeds in JSON are escaped
    out.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
  }
}
