package io.sluice.http.routing;

import io.sluice.http.BadRequestException;
import io.sluice.http.Header;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.http.Sender;
import io.sluice.http.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A router with the Pushgateway's routes, each of which answers with the request.
final class PushgatewayRoutes {
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  private PushgatewayRoutes() {}

  static Router router(String prefix, String telemetryPath) {
    Router.Builder routes = new Router.Builder(prefix + "/api/v1", 1_000_000);
    for (String path : List.of("/", "/status", telemetryPath, "/-/healthy", "/-/ready")) {
      routes.route("GET", prefix + path, PushgatewayRoutes::routed);
    }
    routes.route("GET", "/-/quit", PushgatewayRoutes::routed);
    routes.route("GET", prefix + "/static/*filepath", PushgatewayRoutes::routed);
    routes.route("GET", prefix + "/debug/pprof/*pprof", PushgatewayRoutes::routed);
    for (String method : List.of("PUT", "POST")) {
      routes.route(method, prefix + "/-/quit", PushgatewayRoutes::routed);
    }
    for (String method : List.of("PUT", "POST", "DELETE")) {
      for (String job : List.of("/metrics/job/:job", "/metrics/job@base64/:job")) {
        routes.route(method, prefix + job, PushgatewayRoutes::routed);
        routes.route(method, prefix + job + "/*labels", PushgatewayRoutes::routed);
      }
    }
    routes.api("GET", "/status", PushgatewayRoutes::routed);
    routes.api("GET", "/metrics", PushgatewayRoutes::routed);
    routes.api("PUT", "/admin/wipe", PushgatewayRoutes::routed);
    routes.api("OPTIONS", "/*path", PushgatewayRoutes::routed);
    return routes.build();
  }

  /// The answer of a router to a request without headers and body.
  static Response ask(Router router, String method, String target) throws BadRequestException {
    return ask(router, method, target, List.of(), new byte[0]);
  }

  static Response ask(
      Router router, String method, String target, List<Header> headers, byte[] body)
      throws BadRequestException {
    Target parsed = Target.parse(method, target);
    Request request = new Request(method, parsed, headers, body, 0, new Sender(PEER, null));
    return router.handle(request).toCompletableFuture().join();
  }

  static String body(Response response) {
    return new String(((Response.Bytes) response.body()).bytes(), StandardCharsets.ISO_8859_1);
  }

  private static CompletableFuture<Response> routed(Request request, PathParameters parameters) {
    String body = new String(request.body(), StandardCharsets.ISO_8859_1);
    return CompletableFuture.completedFuture(
        Response.text(299, parameters.get("job") + "|" + parameters.get("labels") + "|" + body));
  }
}
