package io.sluice.web.push;

import io.sluice.gateway.Gateway;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.intake.FileGroups;
import io.sluice.model.GroupingKey;
import io.sluice.web.request.GroupingKeyParser;
import io.sluice.web.request.InvalidRequestException;
import io.sluice.web.request.Permissions;
import io.sluice.web.request.PushPath;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// DELETE of a group: the status is 202 whether or not the group exists.
public final class DeleteHandler {
  private static final Logger log = LoggerFactory.getLogger(DeleteHandler.class);

  private final Gateway gateway;
  private final GroupingKeyParser keyParser;
  private final Permissions permissions;
  private final FileGroups fileGroups;

  public DeleteHandler(
      Gateway gateway,
      GroupingKeyParser keyParser,
      Permissions permissions,
      FileGroups fileGroups) {
    this.gateway = gateway;
    this.keyParser = keyParser;
    this.permissions = permissions;
    this.fileGroups = fileGroups;
  }

  public CompletionStage<Response> handle(Request request, PushPath path) {
    try {
      GroupingKey key = keyParser.parse(path);
      Response refusal = permissions.refuseDelete(request, key);
      if (refusal == null) {
        String file = fileGroups.fileOf(key);
        refusal = file == null ? null : Response.error(400, FileGroups.message(file));
      }
      return refusal == null
          ? gateway.delete(key).thenApply(_ -> Response.empty(202))
          : CompletableFuture.completedFuture(refusal);
    } catch (InvalidRequestException e) {
      log.atDebug()
          .addKeyValue("url", path)
          .addKeyValue("err", e.getMessage())
          .log("failed to parse URL");
      return CompletableFuture.completedFuture(Response.error(400, e.getMessage()));
    }
  }
}
