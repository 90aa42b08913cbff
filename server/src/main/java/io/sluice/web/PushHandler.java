package io.sluice.web;

import io.sluice.format.ParseException;
import io.sluice.format.ParsedBody;
import io.sluice.gateway.Gateway;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import io.sluice.store.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
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
  private final boolean isChecked;
  private final Executor executor;

  /// @param isChecked whether a push that does not fit is answered with 400; if not, with 202 as
  ///   all others
  /// @param executor takes large bodies off the event loop
  PushHandler(
      Gateway gateway, KeyParser keyParser, Names names, boolean isChecked, Executor executor) {
    this.gateway = gateway;
    this.keyParser = keyParser;
    this.names = names;
    this.isChecked = isChecked;
    this.executor = executor;
  }

  CompletionStage<Response> handle(Request request, PushPath path, boolean replace) {
    if (request.body().length <= LARGE_BODY_BYTES) {
      return push(request, path, replace);
    }
    return CompletableFuture.supplyAsync(() -> push(request, path, replace), executor)
        .thenCompose(stage -> stage);
  }

  private CompletionStage<Response> push(Request request, PushPath path, boolean replace) {
    GroupingKey key;
    ParsedBody body;
    try {
      key = keyParser.parse(path.job(), path.isJobBase64(), path.labels());
      body = PushFormat.of(request.header("Content-Type")).parse(request.body(), names);
    } catch (BadRequest e) {
      log.atDebug()
          .addKeyValue("url", path)
          .addKeyValue("err", e.getMessage())
          .log("failed to parse URL");
      return CompletableFuture.completedFuture(Response.error(400, e.getMessage()));
    } catch (ParseException e) {
      log.atDebug()
          .addKeyValue("logged_source", request.peerAddress())
          .addKeyValue("err", e.getMessage())
          .log("failed to parse text");
      String message = e.excerpt().isEmpty() ? e.getMessage() : e.getMessage() + "\n" + e.excerpt();
      return CompletableFuture.completedFuture(Response.error(400, message));
    }
    return gateway.push(key, body, replace).thenApply(outcome -> answer(request, outcome));
  }

  private Response answer(Request request, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Applied _ -> Response.empty(isChecked ? 200 : 202);
      case Outcome.Rejected rejected -> {
        String inconsistent = "pushed metrics are invalid or inconsistent with existing metrics";
        log.atError()
            .addKeyValue("method", request.method())
            .addKeyValue("logged_source", request.peerAddress())
            .addKeyValue("err", rejected.message())
            .log(inconsistent);
        yield isChecked
            ? Response.error(400, inconsistent + ": " + rejected.message())
            : Response.empty(202);
      }
    };
  }
}
