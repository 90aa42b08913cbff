package io.sluice.web.request;

import io.sluice.access.AccessFile;
import io.sluice.access.Rights;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.intake.Pusher;
import io.sluice.model.GroupingKey;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks the rights of requests against the access file, if there is one.
public final class Permissions {
  private static final Logger log = LoggerFactory.getLogger(Permissions.class);

  private final @Nullable AccessFile file;

  /// @param file null to allow everything
  public Permissions(@Nullable AccessFile file) {
    this.file = file;
  }

  /// The error response if the user may not read, else null.
  @Nullable public Response refuseReading(Request request) {
    return refuse(request, Rights::mayRead, "read");
  }

  /// The error response if the user may not administer, else null.
  @Nullable public Response refuseAdministering(Request request) {
    return refuse(request, Rights::mayAdminister, "administer");
  }

  /// The error response if the user may not delete this group, else null.
  @Nullable public Response refuseDelete(Request request, GroupingKey key) {
    return refuse(request, rights -> rights.mayDelete(key), "delete " + key);
  }

  /// The error response if the user may not delete any group, else null.
  @Nullable public Response refuseDeletingAny(Request request) {
    return refuse(request, rights -> !rights.deletes().isEmpty(), "delete groups");
  }

  /// The groups that the user may delete.
  public Predicate<GroupingKey> deletable(Request request) {
    if (file == null) {
      return _ -> true;
    }
    try {
      return file.rights(request.user())::mayDelete;
    } catch (IOException _) {
      return _ -> false;
    }
  }

  private @Nullable Response refuse(Request request, Predicate<Rights> allows, String what) {
    if (file == null) {
      return null;
    }
    try {
      return allows.test(file.rights(request.user())) ? null : forbidden(request, what);
    } catch (IOException _) {
      return Response.error(500, "Internal Server Error"); // the reason has been logged
    }
  }

  private static Response forbidden(Request request, String what) {
    logForbidden(request);
    var user = new Pusher(request.user(), request.peerAddress());
    return Response.error(403, "%s may not %s".formatted(user.name(), what));
  }

  /// Logs a request that the access file does not allow.
  public static void logForbidden(Request request) {
    log.atInfo()
        .addKeyValue("user", request.user())
        .addKeyValue("method", request.method())
        .addKeyValue("path", request.path())
        .addKeyValue("logged_source", request.peerAddress())
        .log("request denied by the access file");
  }
}
