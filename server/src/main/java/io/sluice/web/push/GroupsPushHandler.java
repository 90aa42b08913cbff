package io.sluice.web.push;

import io.sluice.gateway.PushRequest;
import io.sluice.history.AnsweredPush;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.intake.ManyGroups;
import io.sluice.intake.PushResult;
import io.sluice.intake.PushedGroup;
import io.sluice.intake.Pusher;
import io.sluice.model.Names;
import io.sluice.web.answer.JsonAnswer;
import io.sluice.web.request.InvalidRequestException;
import io.sluice.web.request.LargeBodies;
import io.sluice.web.request.Permissions;
import io.sluice.web.request.PushMode;
import io.sluice.web.request.PushOptionsParser;
import io.sluice.web.request.QueryParameters;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// PUT and POST of metrics whose labels determine their groups.
public final class GroupsPushHandler {
  private static final Logger log = LoggerFactory.getLogger(GroupsPushHandler.class);

  private static final int SMALL_BODY_BYTES = 16 * 1024;

  private static final int MAX_LABELS = 256;
  private static final List<String> USUAL = List.of("job", "instance");
  private static final Set<String> RESERVED = Set.of("le", "quantile");

  private final ManyGroups intake;
  private final Names names;
  private final Consumer<String> refused;
  private final LargeBodies largeBodies;

  /// @param names the rules for label names
  /// @param refused called with the limit that rejected a push
  /// @param executor processes large bodies outside the event loop
  public GroupsPushHandler(
      ManyGroups intake, Names names, Consumer<String> refused, Executor executor) {
    this.intake = intake;
    this.names = names;
    this.refused = refused;
    this.largeBodies = new LargeBodies(SMALL_BODY_BYTES, executor);
  }

  public CompletionStage<ManyPushes> handle(Request request, PushRequest.Mode mode) {
    return largeBodies.handle(request, () -> push(request, mode));
  }

  private CompletionStage<ManyPushes> push(Request request, PushRequest.Mode mode) {
    try {
      return intake
          .push(
              PushHandler.content(request),
              by(QueryParameters.parse(request.query())),
              PushMode.of(request, mode),
              PushOptionsParser.of(request),
              new Pusher(request.user(), request.peerAddress()))
          .thenApply(result -> answer(request, result));
    } catch (InvalidRequestException e) {
      return CompletableFuture.completedFuture(
          new ManyPushes(
              JsonAnswer.error(400, JsonAnswer.BAD_DATA, e.getMessage()),
              List.of(),
              AnsweredPush.Reason.MALFORMED,
              e.getMessage()));
    }
  }

  private List<String> by(QueryParameters parameters) throws InvalidRequestException {
    var by = new LinkedHashSet<String>();
    for (String list : parameters.all("by")) {
      for (String name : list.split(",", -1)) {
        if (!name.isBlank()) {
          by.add(name.strip());
        }
      }
    }
    for (String name : by) {
      if (RESERVED.contains(name) || name.startsWith("__") || !names.isLabelName(name)) {
        throw new InvalidRequestException(
            "invalid parameter \"by\": %s cannot be a label of a grouping key".formatted(name));
      }
    }
    if (by.size() > MAX_LABELS) {
      throw new InvalidRequestException(
          "invalid parameter \"by\": more than %d names".formatted(MAX_LABELS));
    }
    if (by.isEmpty()) {
      return USUAL;
    }
    by.add("job");
    return List.copyOf(by);
  }

  private ManyPushes answer(Request request, ManyGroups.Result result) {
    var groups = new ArrayList<PushedGroup>(result.groups().size());
    result.groups().forEach((key, series) -> groups.add(new PushedGroup(key, series, null)));
    return switch (result.whole()) {
      case PushResult.Accepted accepted ->
          new ManyPushes(accepted(accepted, groups.size()), groups, null, null);
      case PushResult.Refused refusal -> {
        if (refusal.limit() != null) {
          refused.accept(refusal.limit());
        }
        if (refusal.reason() == PushResult.Reason.FORBIDDEN) {
          Permissions.logForbidden(request);
        }
        log.atDebug()
            .addKeyValue("logged_source", request.peerAddress())
            .addKeyValue("err", refusal.message())
            .log("push to many groups refused");
        yield new ManyPushes(
            refused(refusal), groups, AnsweredPush.Reason.of(refusal.reason()), refusal.text());
      }
    };
  }

  private static Response accepted(PushResult.Accepted accepted, int groups) {
    Response response =
        JsonAnswer.success(
            json -> {
              json.writeStartObject();
              json.writeNumberField("groups", groups);
              json.writeNumberField("series", accepted.series());
              json.writeEndObject();
            });
    return accepted.isRepeated() ? response.with("Idempotent-Replayed", "true") : response;
  }

  private static Response refused(PushResult.Refused refusal) {
    String type =
        switch (refusal.reason()) {
          case MALFORMED, INCONSISTENT, READ_FROM_FILE, KEY_REUSED, TOO_LARGE ->
              JsonAnswer.BAD_DATA;
          case FORBIDDEN -> JsonAnswer.FORBIDDEN;
          case ACCESS_UNUSABLE, FULL -> JsonAnswer.UNAVAILABLE;
        };
    Response response = JsonAnswer.error(refusal.reason().status(), type, refusal.text());
    return PushRefusal.withRetry(response, refusal.reason());
  }
}
