package io.sluice.web;

import io.sluice.gateway.Gateway;
import io.sluice.http.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// DELETE of a group: 202 whether it was there or not.
final class DeleteHandler {
  private static final Logger log = LoggerFactory.getLogger(DeleteHandler.class);

  private final Gateway gateway;
  private final KeyParser keyParser;

  DeleteHandler(Gateway gateway, KeyParser keyParser) {
    this.gateway = gateway;
    this.keyParser = keyParser;
  }

  CompletionStage<Response> handle(PushPath path) {
    try {
      return gateway
          .delete(keyParser.parse(path.job(), path.isJobBase64(), path.labels()))
          .thenApply(_ -> Response.empty(202));
    } catch (BadRequest e) {
      log.atDebug()
          .addKeyValue("url", path)
          .addKeyValue("err", e.getMessage())
          .log("failed to parse URL");
      return CompletableFuture.completedFuture(Response.error(400, e.getMessage()));
    }
  }
}
