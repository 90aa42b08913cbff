package io.sluice.web.push;

import io.sluice.format.otlp.OtlpEncoding;
import io.sluice.format.otlp.OtlpRejections;
import io.sluice.gateway.PushRequest;
import io.sluice.history.AnsweredPush;
import io.sluice.http.Header;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.intake.OtlpIntake;
import io.sluice.intake.OtlpIntake.Result;
import io.sluice.intake.PushResult;
import io.sluice.intake.Pusher;
import io.sluice.telemetry.OtlpReport;
import io.sluice.web.request.InvalidRequestException;
import io.sluice.web.request.LargeBodies;
import io.sluice.web.request.Permissions;
import io.sluice.web.request.PushMode;
import io.sluice.web.request.PushOptionsParser;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// POST of OpenTelemetry metrics. [OtlpErrors] has already checked the headers.
public final class OtlpHandler {
  private static final Logger log = LoggerFactory.getLogger(OtlpHandler.class);

  private static final int SMALL_BODY_BYTES = 16 * 1024;

  private final OtlpIntake intake;
  private final OtlpReport report;
  private final Consumer<String> refused;
  private final LargeBodies largeBodies;

  /// @param refused called with the limit that rejected a request
  /// @param executor processes large bodies outside the event loop
  public OtlpHandler(
      OtlpIntake intake, OtlpReport report, Consumer<String> refused, Executor executor) {
    this.intake = intake;
    this.report = report;
    this.refused = refused;
    this.largeBodies = new LargeBodies(SMALL_BODY_BYTES, executor);
  }

  public CompletionStage<ManyPushes> handle(Request request, PushRequest.Mode mode) {
    return largeBodies.handle(request, () -> push(request, mode));
  }

  private CompletionStage<ManyPushes> push(Request request, PushRequest.Mode mode) {
    OtlpEncoding named = OtlpEncoding.of(request.header("Content-Type"));
    OtlpEncoding encoding = named == null ? OtlpEncoding.PROTOBUF : named;
    try {
      return intake
          .push(
              new OtlpIntake.Incoming(
                  request.body(),
                  encoding,
                  request.path(),
                  PushMode.of(request, mode),
                  PushOptionsParser.of(request),
                  new Pusher(request.user(), request.peerAddress())))
          .thenApply(result -> answer(request, encoding, result));
    } catch (InvalidRequestException e) {
      return CompletableFuture.completedFuture(
          new ManyPushes(
              Response.error(400, e.getMessage()),
              List.of(),
              AnsweredPush.Reason.MALFORMED,
              e.getMessage()));
    }
  }

  private ManyPushes answer(Request request, OtlpEncoding encoding, Result result) {
    return switch (result) {
      case Result.Taken taken -> {
        if (taken.isRepeated()) {
          report.repeated();
        } else {
          note(request, taken.rejected());
        }
        yield new ManyPushes(accepted(encoding, taken), taken.groups(), null, null);
      }
      case Result.Refused refusal -> {
        note(request, refusal.rejected());
        if (refusal.refusal().limit() != null) {
          refused.accept(refusal.refusal().limit());
        }
        var reason = refusal.refusal().reason();
        if (reason == PushResult.Reason.FORBIDDEN) {
          Permissions.logForbidden(request);
        }
        String message = refusal.refusal().text();
        yield new ManyPushes(
            PushRefusal.withRetry(Response.error(reason.status(), message), reason),
            refusal.groups(),
            AnsweredPush.Reason.of(reason),
            message);
      }
    };
  }

  private static Response accepted(OtlpEncoding encoding, Result.Taken taken) {
    byte[] body = encoding.success(taken.rejected().points(), taken.rejected().message());
    var response =
        new Response(
            200,
            List.of(new Header("Content-Type", encoding.contentType())),
            new Response.Bytes(body));
    return taken.isRepeated() ? response.with("Idempotent-Replayed", "true") : response;
  }

  /// Logs rejected points, because some clients do not show the response.
  private void note(Request request, OtlpRejections rejected) {
    if (rejected.points() == 0) {
      return;
    }
    rejected.byReason().forEach((reason, points) -> report.rejected(reason.word(), points));
    log.atWarn()
        .addKeyValue("logged_source", request.peerAddress())
        .addKeyValue("path", request.path())
        .addKeyValue("err", rejected.message())
        .log("OpenTelemetry data points rejected");
  }
}
