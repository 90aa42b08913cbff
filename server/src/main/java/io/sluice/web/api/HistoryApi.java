package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.format.json.JsonWriter;
import io.sluice.history.AnsweredPush;
import io.sluice.history.HistoryPoint;
import io.sluice.history.NumberedPush;
import io.sluice.history.RecentPushes;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.selector.MatchBudget;
import io.sluice.selector.Selector;
import io.sluice.store.StoreTotals;
import io.sluice.web.answer.JsonAnswer;
import io.sluice.web.request.ExpectedParameters;
import io.sluice.web.request.GroupingKeyPath;
import io.sluice.web.request.InvalidRequestException;
import io.sluice.web.request.MatchParameter;
import io.sluice.web.request.QueryParameters;
import io.sluice.web.request.SearchBudgets;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The recent history as JSON: the last pushes, statistics of the last hour, and a stream of new
/// pushes.
public final class HistoryApi {
  public static final ExpectedParameters PUSHES_PARAMETERS =
      ExpectedParameters.of("before", "limit", "outcome").andMany("match[]");
  public static final ExpectedParameters EVENTS_PARAMETERS = ExpectedParameters.of("outcome");

  private static final int USUAL_LIMIT = 100;

  private final RecentPushes history;
  private final Supplier<StoreTotals> totals;
  private final LongSupplier nanoTime;
  private final PushJson pushJson;

  /// @param totals the totals of the store
  /// @param nanoTime a monotonic clock
  public HistoryApi(
      RecentPushes history,
      Supplier<StoreTotals> totals,
      LongSupplier nanoTime,
      GroupingKeyPath keyPath) {
    this.history = history;
    this.totals = totals;
    this.nanoTime = nanoTime;
    this.pushJson = new PushJson(keyPath);
  }

  /// The last pushes.
  public Response pushes(Request request, QueryParameters parameters) {
    try {
      long before = parameters.number("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
      int limit = (int) parameters.number("limit", USUAL_LIMIT, 1, RecentPushes.KEPT_PUSHES);
      MatchBudget budget = SearchBudgets.ofList(request);
      Predicate<AnsweredPush> filter = filter(MatchParameter.selectors(parameters), budget);
      List<NumberedPush> pushes =
          switch (parameters.first("outcome")) {
            case "" -> history.pushes(before, limit, filter);
            case "applied" -> history.pushes(before, limit, filter.and(push -> !push.isRefused()));
            case "rejected" -> history.refusedPushes(before, limit, filter);
            default -> throw badOutcome("applied or rejected");
          };
      return JsonAnswer.success(json -> writePushes(json, pushes));
    } catch (MatchBudget.ExhaustedException _) {
      return JsonAnswer.tooExpensive();
    } catch (InvalidRequestException e) {
      return JsonAnswer.error(400, JsonAnswer.BAD_DATA, e.getMessage());
    }
  }

  /// The statistics of the last hour.
  public Response points() {
    List<HistoryPoint> points = history.points();
    return JsonAnswer.success(
        json -> {
          json.writeStartObject();
          json.writeNumberField("step_seconds", RecentPushes.STEP_SECONDS);
          json.writeArrayFieldStart("points");
          for (HistoryPoint point : points) {
            writePoint(json, point);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /// New pushes as server-sent events.
  public Response events(QueryParameters parameters) {
    String outcome = parameters.first("outcome");
    if (!outcome.isEmpty() && !outcome.equals("rejected")) {
      return JsonAnswer.error(400, JsonAnswer.BAD_DATA, badOutcome("rejected").getMessage());
    }
    boolean isRefusedOnly = !outcome.isEmpty();
    if (history.isFull()) {
      return JsonAnswer.error(503, JsonAnswer.UNAVAILABLE, "too many clients follow events");
    }
    return JsonAnswer.of(
            200,
            "text/event-stream",
            new EventStream(history, isRefusedOnly, totals, nanoTime, pushJson))
        .with("X-Accel-Buffering", "no");
  }

  private static InvalidRequestException badOutcome(String allowed) {
    return new InvalidRequestException("invalid parameter \"outcome\": must be " + allowed);
  }

  private static Predicate<AnsweredPush> filter(List<Selector> selectors, MatchBudget budget)
      throws InvalidRequestException {
    if (selectors.stream().anyMatch(MatchParameter::hasName)) {
      throw new InvalidRequestException(
          "invalid parameter \"match[]\": pushes cannot be selected by family");
    }
    return selectors.isEmpty()
        ? _ -> true
        : push -> {
          var key = push.key();
          return key != null && selectors.stream().anyMatch(s -> s.matches(key.labels(), budget));
        };
  }

  private void writePushes(JsonGenerator json, List<NumberedPush> pushes) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("pushes");
    for (NumberedPush push : pushes) {
      pushJson.write(json, push);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writePoint(JsonGenerator json, HistoryPoint point) throws IOException {
    json.writeStartObject();
    json.writeStringField(
        "time", JsonWriter.rfc3339(TimeUnit.SECONDS.toNanos(point.epochSeconds())));
    json.writeNumberField("pushes", point.pushes());
    json.writeNumberField("refused", point.refused());
    json.writeNumberField("groups", point.groups());
    json.writeNumberField("series", point.series());
    json.writeObjectFieldStart("push_duration_seconds");
    writeDuration(json, "p50", point.medianSeconds());
    writeDuration(json, "p99", point.p99Seconds());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeDuration(JsonGenerator json, String name, double seconds)
      throws IOException {
    if (Double.isNaN(seconds)) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, seconds);
    }
  }
}
