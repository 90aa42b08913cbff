package io.sluice.web.push;

import io.sluice.format.otlp.OtlpEncoding;
import io.sluice.http.Handler;
import io.sluice.http.Header;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.web.request.OtlpPaths;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Wraps all handlers: gives the response to each refused OTLP request the body that OTLP requires,
/// a `google.rpc.Status` in the encoding of the request.
public final class OtlpErrors implements Handler {
  private static final Set<String> CONTENT_ENCODINGS = Set.of("identity", "gzip", "snappy");

  private final OtlpPaths paths;
  private final Handler routes;

  public OtlpErrors(OtlpPaths paths, Handler routes) {
    this.paths = paths;
    this.routes = routes;
  }

  @Override
  public CompletionStage<Response> handle(Request request) {
    if (!paths.isMetrics(request.path())) {
      return routes.handle(request);
    }
    OtlpEncoding encoding = OtlpEncoding.of(request.header("Content-Type"));
    Response refusal = refusal(request, encoding);
    CompletionStage<Response> answer =
        refusal == null ? routes.handle(request) : CompletableFuture.completedFuture(refusal);
    OtlpEncoding answered = encoding == null ? OtlpEncoding.JSON : encoding;
    return answer.thenApply(response -> asStatus(response, answered));
  }

  private static @Nullable Response refusal(Request request, @Nullable OtlpEncoding encoding) {
    if (!request.method().equals("POST")) {
      return Response.error(405, "Method Not Allowed").with("Allow", "POST");
    }
    if (encoding == null) {
      return Response.error(
          415, "the content type has to be application/x-protobuf or application/json");
    }
    String contentEncoding = request.header("Content-Encoding");
    return contentEncoding == null
            || CONTENT_ENCODINGS.contains(contentEncoding.strip().toLowerCase(Locale.ROOT))
        ? null
        : Response.error(415, "the content encoding has to be gzip or snappy");
  }

  /// The same response, but with a status message as the body if it is an error.
  private static Response asStatus(Response response, OtlpEncoding encoding) {
    if (response.status() < 400 || !(response.body() instanceof Response.Bytes text)) {
      return response;
    }
    var headers = new ArrayList<Header>();
    for (Header header : response.headers()) {
      if (!header.name().equalsIgnoreCase("Content-Type")) {
        headers.add(header);
      }
    }
    headers.add(new Header("Content-Type", encoding.contentType()));
    String message = new String(text.bytes(), StandardCharsets.UTF_8).stripTrailing();
    return new Response(
        response.status(),
        headers,
        new Response.Bytes(encoding.status(code(response.status()), message)));
  }

  /// The `google.rpc.Code` for an HTTP status.
  private static int code(int status) {
    return switch (status) {
      case 401 -> 16; // UNAUTHENTICATED
      case 403 -> 7; // PERMISSION_DENIED
      case 404 -> 5; // NOT_FOUND
      case 405 -> 12; // UNIMPLEMENTED
      case 413, 429 -> 8; // RESOURCE_EXHAUSTED
      case 500 -> 13; // INTERNAL
      case 503 -> 14; // UNAVAILABLE
      default -> 3; // INVALID_ARGUMENT
    };
  }
}
