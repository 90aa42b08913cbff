package io.sluice.web;

import io.sluice.format.ParseException;
import io.sluice.format.ParsedBody;
import io.sluice.gateway.Gateway;
import io.sluice.gateway.PushRequest;
import io.sluice.history.Push;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import io.sluice.rules.Rules;
import io.sluice.rules.Terms;
import io.sluice.store.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// PUT and POST to a group.
final class PushHandler {
  private static final Logger log = LoggerFactory.getLogger(PushHandler.class);

  /// Bodies up to this size are parsed on the event loop: that takes less than handing them over.
  private static final int LARGE_BODY_BYTES = 64 * 1024;

  private final Gateway gateway;
  private final KeyParser keyParser;
  private final Names names;
  private final PushLimits limits;
  private final Permissions permissions;
  private final Supplier<Rules> rules;
  private final boolean isChecked;
  private final Executor executor;

  /// @param isChecked whether a push that does not fit is answered with 400; if not, with 202 as
  ///   all others
  /// @param executor takes large bodies off the event loop
  PushHandler(
      Gateway gateway,
      KeyParser keyParser,
      Names names,
      PushLimits limits,
      Permissions permissions,
      Supplier<Rules> rules,
      boolean isChecked,
      Executor executor) {
    this.gateway = gateway;
    this.keyParser = keyParser;
    this.names = names;
    this.limits = limits;
    this.permissions = permissions;
    this.rules = rules;
    this.isChecked = isChecked;
    this.executor = executor;
  }

  CompletionStage<PushAnswer> handle(Request request, PushPath path, PushRequest.Mode mode) {
    if (request.body().length <= LARGE_BODY_BYTES) {
      return push(request, path, mode);
    }
    return CompletableFuture.supplyAsync(() -> push(request, path, mode), executor)
        .thenCompose(stage -> stage);
  }

  private CompletionStage<PushAnswer> push(Request request, PushPath path, PushRequest.Mode mode) {
    GroupingKey key = null;
    Terms terms;
    PushRequest.Wishes wishes;
    ParsedBody body;
    try {
      key = keyParser.parse(path);
      terms = rules.get().termsFor(key);
      wishes = PushWishes.of(request);
      Response refusal = permissions.refusePush(request, key);
      if (refusal != null) {
        return refused(refusal, key);
      }
      limits.parsing().check(key);
      body =
          PushFormat.of(request.header("Content-Type"))
              .parse(request.body(), names, limits.parsing());
    } catch (BadRequest e) {
      log.atDebug()
          .addKeyValue("url", path)
          .addKeyValue("err", e.getMessage())
          .log("failed to parse URL");
      return refused(Response.error(400, e.getMessage()), key);
    } catch (ParseException e) {
      log.atDebug()
          .addKeyValue("logged_source", request.peerAddress())
          .addKeyValue("err", e.getMessage())
          .log("failed to parse text");
      if (e.limit() != null) {
        return refused(limits.tooLarge(e.limit(), e.getMessage()), key);
      }
      String message = e.excerpt().isEmpty() ? e.getMessage() : e.getMessage() + "\n" + e.excerpt();
      return refused(Response.error(400, message), key);
    }
    if (!limits.fits(key, request.body().length, body.lineCount())) {
      return refused(limits.tooLarge(), key);
    }
    Response tooLarge = limits.refuse(terms.limits(), request.body().length, body);
    if (tooLarge != null) {
      return refused(tooLarge, key);
    }
    GroupingKey asked = key;
    var push = new PushRequest(key, body, mode, terms, request.peerAddress(), wishes);
    return gateway.push(push).thenApply(outcome -> answer(request, asked, body, outcome));
  }

  private static CompletionStage<PushAnswer> refused(Response response, @Nullable GroupingKey key) {
    return CompletableFuture.completedFuture(PushAnswer.refused(response, key));
  }

  private PushAnswer answer(Request request, GroupingKey key, ParsedBody body, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Applied _, Outcome.Expired _ ->
          PushAnswer.applied(Response.empty(isChecked ? 200 : 202), key, body);
      case Outcome.Repeated _ ->
          PushAnswer.applied(
              Response.empty(isChecked ? 200 : 202).with("Idempotent-Replayed", "true"), key, body);
      case Outcome.KeyReused _ ->
          PushAnswer.refused(
              Response.error(422, "this Idempotency-Key came with another push before"),
              key,
              body,
              Push.Reason.INCONSISTENT);
      case Outcome.OverLimit over ->
          PushAnswer.refused(limits.overLimit(over), key, body, Push.Reason.LIMIT);
      case Outcome.Rejected rejected -> {
        String inconsistent = "pushed metrics are invalid or inconsistent with existing metrics";
        log.atError()
            .addKeyValue("method", request.method())
            .addKeyValue("logged_source", request.peerAddress())
            .addKeyValue("err", rejected.message())
            .log(inconsistent);
        Response response =
            isChecked
                ? Response.error(400, inconsistent + ": " + rejected.message())
                : Response.empty(202);
        yield PushAnswer.inconsistent(response, key, body, rejected.message());
      }
    };
  }
}
