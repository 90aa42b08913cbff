package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.history.RecentPushes;
import io.sluice.http.Response;
import io.sluice.model.Names;
import io.sluice.store.StoreTotals;
import io.sluice.web.api.EventStream;
import io.sluice.web.api.PushJson;
import io.sluice.web.request.GroupingKeyPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// The bodies of `/api/v1/events`, read chunk by chunk.
class EventStreamTest {
  private static final StoreTotals NOTHING = new StoreTotals(0, 0, 0);

  private final OfflineGateway gateway = new OfflineGateway();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger wakeUps = new AtomicInteger();
  private StoreTotals totals = NOTHING;

  @Test
  void next_atFirst_tellsWhatIsHeldAndThenNothing() {
    Response.Live stream = stream(false);

    assertThat(next(stream))
        .isEqualTo("retry: 3000\n\nevent: stats\ndata: {\"groups\":0,\"series\":0}\n\n");
    assertThat(next(stream)).isEmpty();
  }

  @Test
  void next_afterAPush_tellsOfIt() {
    Response.Live stream = stream(false);
    next(stream);
    gateway.request("PUT", "/metrics/job/j", "m 1\n");

    assertThat(wakeUps).hasValue(1);
    assertThat(next(stream))
        .startsWith("event: push\ndata: {\"id\":1,")
        .contains("\"outcome\":\"applied\"")
        .endsWith("}\n\n");
    assertThat(next(stream)).isEmpty();
  }

  // A line end in a message would end the event.
  @Test
  void next_messageOfSeveralLines_isOneLine() {
    Response.Live stream = stream(true);
    next(stream);
    gateway.request("PUT", "/metrics/job/good", "m 1\n");
    gateway.request("PUT", "/metrics/job/j", "m x\n");
    String event = next(stream);

    assertThat(event).startsWith("event: push\ndata: {\"id\":2,").contains("\\nm x\\n");
    assertThat(event.lines()).hasSize(3);
  }

  @Test
  void next_tooSlow_tellsHowManyWereDropped() {
    Response.Live stream = stream(false);
    next(stream);
    for (int i = 0; i < RecentPushes.KEPT_PUSHES + 3; i++) {
      gateway.request("PUT", "/metrics/job/j", "");
    }

    assertThat(next(stream))
        .startsWith("event: dropped\ndata: {\"count\":3}\n\nevent: push\ndata: {\"id\":4,");
  }

  @Test
  void next_stats_areToldWhenTheyChangedAndNotTooOften() {
    Response.Live stream = stream(false);
    next(stream);
    totals = new StoreTotals(1, 2, 3);

    assertThat(next(stream)).isEmpty();
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(next(stream)).isEqualTo("event: stats\ndata: {\"groups\":1,\"series\":2}\n\n");
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(next(stream)).isEmpty();
  }

  @Test
  void next_longSilence_isBrokenByAComment() {
    Response.Live stream = stream(false);
    next(stream);
    nanos.addAndGet(Duration.ofSeconds(14).toNanos());
    assertThat(next(stream)).isEmpty();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());

    assertThat(next(stream)).isEqualTo(": keep-alive\n\n");
    assertThat(next(stream)).isEmpty();
  }

  @Test
  void next_gatewayStops_isTheEnd() {
    Response.Live stream = stream(false);
    next(stream);
    gateway.history().close();

    assertThat(wakeUps).hasValue(1);
    assertThat(stream.next()).isNull();
  }

  @Test
  void events_tooManyClients_areRefusedUntilOneLeaves() {
    var last = stream(false);
    while (!gateway.history().isFull()) {
      last = stream(false);
    }

    assertThat(gateway.request("GET", "/api/v1/events", "").status()).isEqualTo(503);
    last.close();
    Response response = gateway.request("GET", "/api/v1/events", "");
    assertThat(response.status()).isEqualTo(200);
    assertThat(OfflineGateway.header(response, "Content-Type")).isEqualTo("text/event-stream");
  }

  private Response.Live stream(boolean isRefusedOnly) {
    var stream =
        new EventStream(
            gateway.history(),
            isRefusedOnly,
            () -> totals,
            nanos::get,
            new PushJson(new GroupingKeyPath(Names.LEGACY)));
    stream.start(wakeUps::incrementAndGet);
    return stream;
  }

  private static String next(Response.Live stream) {
    return new String(Objects.requireNonNull(stream.next()), StandardCharsets.UTF_8);
  }
}
