package io.sluice.web.ui;

import io.sluice.http.Request;
import io.sluice.http.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The web UI and its files. They are loaded at the first request, because most gateways are
/// started more often than their web UI is opened.
public final class StatusUi {
  private final String externalPrefix;
  private final Executor executor;
  private @Nullable CompletableFuture<Parts> parts;

  /// @param externalPrefix the path under which browsers find the gateway, without a slash at its
  ///   end
  /// @param executor reads and compresses the files
  public StatusUi(String externalPrefix, Executor executor) {
    this.externalPrefix = externalPrefix;
    this.executor = executor;
  }

  public CompletionStage<Response> page(Request request) {
    return parts().thenApply(made -> made.page().show(request));
  }

  /// A file that the page loads.
  ///
  /// @param path from the slash after `static`
  public CompletionStage<Response> file(Request request, String path) {
    return parts().thenApply(made -> made.files().get(request, path));
  }

  private synchronized CompletableFuture<Parts> parts() {
    if (parts == null) {
      parts = CompletableFuture.supplyAsync(this::make, executor);
    }
    return parts;
  }

  private Parts make() {
    StaticFiles files = StaticFiles.load();
    return new Parts(files, new StatusPage(files, externalPrefix));
  }

  private record Parts(StaticFiles files, StatusPage page) {}
}
