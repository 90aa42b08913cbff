package io.sluice.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.BadRequestException;
import io.sluice.http.Header;
import io.sluice.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Cases that are not in the recording of a real Pushgateway; see [RecordedRoutingTest].
final class RouterTest {
  private static final List<Header> GZIP = List.of(new Header("content-encoding", "gzip"));
  private final Router router = PushgatewayRoutes.router("", "/metrics");
  private final Router prefixed = PushgatewayRoutes.router("/pgw", "/scrape");

  @ParameterizedTest
  @CsvSource({
    "/metrics/job/foo, foo||",
    "/metrics/job/foo/, foo|/|",
    "/metrics/job/foo/a/b, foo|/a/b|",
    "/metrics/job/foo/a/b/, foo|/a/b/|",
    "/metrics/job/a%2Fb%2Fc, a|/b/c|",
    "/metrics/job/%2F%2F, '|//|'",
    "/metrics/job/%2e%2e/x, ..|/x|",
    "/metrics/job/a+b;c, a+b;c||",
    "/metrics/job@base64/Zm9v/a@base64/=, Zm9v|/a@base64/=|",
  })
  void push_oddJob_givesParametersDecodedOnce(String target, String parameters) throws Exception {
    Response response = PushgatewayRoutes.ask(router, "PUT", target);

    assertThat(response.status()).isEqualTo(299);
    assertThat(PushgatewayRoutes.body(response)).isEqualTo(parameters);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /metrics/, 301, /metrics",
    "GET, /static, 301, /static/",
    "GET, /STATIC, 301, /static/",
    "GET, /Static/A.css, 301, /static/A.css",
    "GET, /debug/pprof, 301, /debug/pprof/",
    "GET, /STATUS/?a=b&c, 301, /status?a=b&c",
    "GET, /api/v1, 307, /api/v1/",
    "GET, //api/v1, 307, /api/v1/",
    "PUT, /api/v1?x, 307, /api/v1/?x",
    "POST, /METRICS/job/X/Y/z, 307, /metrics/job/X/Y/z",
    "POST, /METRICS/job@base64/X/Y/z, 307, /metrics/job@base64/X/Y/z",
    "POST, /metrics/job/, 307, /metrics/job",
    "PUT, /metrics/job/a%2Fb//c, 307, /metrics/job/a%252Fb/c",
    "PUT, /metrics/job/a%3Fb//c, 307, /metrics/job/a%253Fb/c",
    "GET, /x//é, 307, /x/%25E9",
    "HEAD, /a/../b, 307, /b",
    "GET, /a/b/../.., 307, /",
  })
  void request_nearlyRight_isRedirected(String method, String target, int status, String location)
      throws Exception {
    Response response = PushgatewayRoutes.ask(router, method, target);

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.headers()).contains(new Header("Location", location));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /METRICS/job/x",
    "POST, /metrics/",
    "HEAD, /metrics/",
    "POST, /static",
    "PUT, /metrics/job",
    "PUT, /metrics/job@base64/",
    "GET, /api%2Fv1/status",
    "GET, /api/v1/nothing",
    "CONNECT, host:80",
    "GET, /..well-known",
  })
  void request_ofNothing_isNotFound(String method, String target) throws Exception {
    Response response = PushgatewayRoutes.ask(router, method, target);

    assertThat(response.status()).isEqualTo(404);
    assertThat(PushgatewayRoutes.body(response)).isEqualTo("404 page not found\n");
  }

  @ParameterizedTest
  @CsvSource({
    "HEAD, /metrics, 'GET, OPTIONS'",
    "PATCH, /metrics/job/x, 'DELETE, OPTIONS, POST, PUT'",
    "DELETE, /-/quit, 'GET, OPTIONS, POST, PUT'",
    "POST, /api/v1/metrics, 'GET, OPTIONS'",
    "GET, /api/v1/admin/wipe, 'OPTIONS, PUT'",
    "FOO, /, 'GET, OPTIONS'",
  })
  void request_otherMethod_isNotAllowed(String method, String target, String allowed)
      throws Exception {
    Response response = PushgatewayRoutes.ask(router, method, target);

    assertThat(response.status()).isEqualTo(405);
    assertThat(PushgatewayRoutes.body(response)).isEqualTo("Method Not Allowed\n");
    assertThat(response.headers()).contains(new Header("Allow", allowed));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, 404",
    "GET, /pgw, 301",
    "GET, /PGW/status, 301",
    "GET, /pgw/, 299",
    "GET, /-/healthy, 404",
    "GET, /-/quit, 299",
    "GET, /pgw/-/quit, 405",
    "PUT, /pgw/-/quit, 299",
    "GET, /pgw/api/v1/status, 299",
    "GET, /api/v1/status, 404",
  })
  void prefix_isPartOfEveryPathButQuit(String method, String target, int status) throws Exception {
    assertThat(PushgatewayRoutes.ask(prefixed, method, target).status()).isEqualTo(status);
  }

  /// Upstream redirects to `/status`, the page instead of the API.
  @Test
  void api_nearlyRight_isRedirectedWithinTheApi() throws Exception {
    Response response = PushgatewayRoutes.ask(prefixed, "GET", "/pgw/api/v1/STATUS/");

    assertThat(response.headers()).contains(new Header("Location", "/pgw/api/v1/status"));
  }

  @Test
  void redirect_ofGet_hasALinkThatIsSafeInHtml() throws Exception {
    Response response = PushgatewayRoutes.ask(router, "GET", "/metrics/?<'&\"\u00ff>");

    assertThat(PushgatewayRoutes.body(response))
        .isEqualTo("<a href=\"/metrics?&lt;&#39;&amp;&#34;\u00ff&gt;\">Moved Permanently</a>.\n\n");
    assertThat(response.headers()).contains(new Header("Location", "/metrics?<'&\"%ff>"));
  }

  @Test
  void encodedBody_outsideTheApi_isDecodedBeforeRouting() throws Exception {
    byte[] zipped = zipped("hello");

    assertThat(ask("PUT", "/metrics/job/x", zipped)).isEqualTo("299 x||hello");
    assertThat(ask("GET", "/metrics", new byte[0])).isEqualTo("400 EOF\n");
    assertThat(ask("GET", "/nothing", new byte[0])).isEqualTo("400 EOF\n");
    assertThat(ask("PUT", "/metrics//", new byte[0])).startsWith("307 ");
  }

  @Test
  void encodedBody_inTheApi_isLeftAlone() throws Exception {
    assertThat(ask("GET", "/api/v1/status", new byte[0])).isEqualTo("299 ||");
    assertThat(ask("GET", "/api/v1/nothing", new byte[0])).isEqualTo("404 404 page not found\n");
  }

  private String ask(String method, String target, byte[] body) throws BadRequestException {
    Response response = PushgatewayRoutes.ask(router, method, target, GZIP, body);
    return response.status() + " " + PushgatewayRoutes.body(response);
  }

  private static byte[] zipped(String text) {
    var zipped = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(zipped)) {
      out.write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }
}
