package io.sluice.webconfig;

import io.sluice.http.Admission;
import io.sluice.http.Handler;
import io.sluice.http.HeadHandler;
import io.sluice.http.Header;
import io.sluice.http.RefusalListener;
import io.sluice.http.Request;
import io.sluice.http.Response;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Applies the web configuration to every request, in the Pushgateway's order: validity of the
/// file, rate limit, headers, users.
final class WebConfigHandler implements HeadHandler {
  private final ConfigFile config;
  private final @Nullable TokenBucket rate;
  private final PasswordCheck passwords;
  private final Set<String> openPaths;
  private final RefusalListener refusals;
  private final Handler inner;

  /// @param rate null for no limit
  /// @param openPaths paths that need no authentication
  /// @param inner handles the admitted requests
  WebConfigHandler(
      ConfigFile config,
      @Nullable TokenBucket rate,
      PasswordCheck passwords,
      Set<String> openPaths,
      RefusalListener refusals,
      Handler inner) {
    this.config = config;
    this.rate = rate;
    this.passwords = passwords;
    this.openPaths = Set.copyOf(openPaths);
    this.refusals = refusals;
    this.inner = inner;
  }

  @Override
  public CompletionStage<Admission> admit(Request head) {
    WebSettings settings;
    try {
      settings = config.current();
    } catch (WebConfigException _) {
      return refuse("web_config", Response.error(500, "Internal Server Error"));
    }
    if (rate != null && !rate.tryTake()) {
      return refuse("rate_limit", Response.error(429, "Too Many Requests"));
    }
    if (settings.users().isEmpty() || openPaths.contains(head.path())) {
      return CompletableFuture.completedFuture(admitted(settings, null));
    }
    Credentials given = Credentials.parse(head.header("Authorization"));
    if (given == null) {
      return refuse("unauthorized", unauthorized(settings));
    }
    return passwords
        .check(settings.users(), given)
        .thenApply(verdict -> judged(settings, given, verdict));
  }

  private Admission judged(WebSettings settings, Credentials given, PasswordVerdict verdict) {
    return switch (verdict) {
      case RIGHT -> admitted(settings, given.user());
      case WRONG -> refused("unauthorized", unauthorized(settings));
      case UNKNOWN ->
          refused(
              "logins",
              withHeaders(settings, Response.error(503, "too many logins at once"))
                  .with("Retry-After", "10"));
    };
  }

  private Admission admitted(WebSettings settings, @Nullable String user) {
    return new Admission.Admitted(
        request -> {
          Request known = user == null ? request : request.withUser(user);
          CompletionStage<Response> answer = inner.handle(known);
          return settings.headers().isEmpty()
              ? answer
              : answer.thenApply(response -> withHeaders(settings, response));
        });
  }

  private static Response unauthorized(WebSettings settings) {
    return withHeaders(settings, Response.error(401, "Unauthorized"))
        .with("Www-Authenticate", "Basic");
  }

  private CompletionStage<Admission> refuse(String reason, Response response) {
    return CompletableFuture.completedFuture(refused(reason, response));
  }

  private Admission refused(String reason, Response response) {
    refusals.refused(reason);
    return new Admission.Refused(response);
  }

  private static Response withHeaders(WebSettings settings, Response response) {
    Response all = response;
    for (Header header : settings.headers()) {
      all = all.without(header.name()).with(header.name(), header.value());
    }
    return all;
  }
}
