package io.sluice.web.push;

import io.sluice.gateway.PushRequest;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.intake.EncodedBody;
import io.sluice.intake.IncomingPush;
import io.sluice.intake.Intake;
import io.sluice.intake.PushResult;
import io.sluice.intake.Pusher;
import io.sluice.model.GroupingKey;
import io.sluice.web.request.GroupingKeyParser;
import io.sluice.web.request.InvalidRequestException;
import io.sluice.web.request.LargeBodies;
import io.sluice.web.request.Permissions;
import io.sluice.web.request.PushMode;
import io.sluice.web.request.PushOptionsParser;
import io.sluice.web.request.PushPath;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// PUT and POST to a group.
public final class PushHandler {
  private static final Logger log = LoggerFactory.getLogger(PushHandler.class);

  private static final int SMALL_BODY_BYTES = 64 * 1024;

  private static final String INCONSISTENT =
      "pushed metrics are invalid or inconsistent with existing metrics";

  private final Intake intake;
  private final GroupingKeyParser keyParser;
  private final boolean isChecked;
  private final int successStatus;
  private final Consumer<String> refused;
  private final LargeBodies largeBodies;

  /// @param isChecked whether an inconsistent push is refused with 400; if not, the status is 202
  ///   as for all others
  /// @param successStatus the status for a push that was applied
  /// @param refused called with the limit that rejected a push
  /// @param executor processes large bodies outside the event loop
  public PushHandler(
      Intake intake,
      GroupingKeyParser keyParser,
      boolean isChecked,
      int successStatus,
      Consumer<String> refused,
      Executor executor) {
    this.intake = intake;
    this.keyParser = keyParser;
    this.isChecked = isChecked;
    this.successStatus = successStatus;
    this.refused = refused;
    this.largeBodies = new LargeBodies(SMALL_BODY_BYTES, executor);
  }

  public CompletionStage<PushAnswer> handle(Request request, PushPath path, PushRequest.Mode mode) {
    return largeBodies.handle(request, () -> push(request, path, mode));
  }

  private CompletionStage<PushAnswer> push(Request request, PushPath path, PushRequest.Mode mode) {
    GroupingKey key = null;
    try {
      key = keyParser.parse(path);
      GroupingKey requestedKey = key;
      var push =
          new IncomingPush(
              key,
              content(request),
              PushMode.of(request, mode),
              PushOptionsParser.of(request),
              new Pusher(request.user(), request.peerAddress()));
      return intake.push(push).thenApply(result -> answer(request, requestedKey, result));
    } catch (InvalidRequestException e) {
      log.atDebug()
          .addKeyValue("url", path)
          .addKeyValue("err", e.getMessage())
          .log("failed to parse URL");
      return CompletableFuture.completedFuture(
          PushAnswer.refused(Response.error(400, e.getMessage()), key));
    }
  }

  /// The body of a push or of a check.
  public static EncodedBody content(Request request) {
    return new EncodedBody(request.body(), request.header("Content-Type"));
  }

  private PushAnswer answer(Request request, GroupingKey key, PushResult result) {
    return switch (result) {
      case PushResult.Accepted accepted -> PushAnswer.accepted(accepted(accepted), key, accepted);
      case PushResult.Refused refusal -> {
        if (refusal.limit() != null) {
          refused.accept(refusal.limit());
        }
        log(request, refusal);
        PushResult.Refused hinted = BodyHint.addTo(refusal, request.body());
        yield PushAnswer.refused(refused(hinted), key, hinted);
      }
    };
  }

  private Response accepted(PushResult.Accepted accepted) {
    Response response = Response.empty(successStatus);
    return accepted.isRepeated() ? response.with("Idempotent-Replayed", "true") : response;
  }

  private Response refused(PushResult.Refused refusal) {
    PushResult.Reason reason = refusal.reason();
    boolean isInconsistent = reason == PushResult.Reason.INCONSISTENT;
    if (isInconsistent && !isChecked) {
      return Response.empty(202);
    }
    String text = isInconsistent ? INCONSISTENT + ": " + refusal.text() : refusal.text();
    return PushRefusal.withRetry(Response.error(reason.status(), text), reason);
  }

  private static void log(Request request, PushResult.Refused refusal) {
    switch (refusal.reason()) {
      case MALFORMED ->
          log.atDebug()
              .addKeyValue("logged_source", request.peerAddress())
              .addKeyValue("err", refusal.message())
              .log("failed to parse text");
      case FORBIDDEN -> Permissions.logForbidden(request);
      case INCONSISTENT ->
          log.atError()
              .addKeyValue("method", request.method())
              .addKeyValue("logged_source", request.peerAddress())
              .addKeyValue("err", refusal.message())
              .log(INCONSISTENT);
      case TOO_LARGE, KEY_REUSED, ACCESS_UNUSABLE, FULL, READ_FROM_FILE -> {}
    }
  }
}
