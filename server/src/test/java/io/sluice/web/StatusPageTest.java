package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.http.Header;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.http.Sender;
import io.sluice.http.Target;
import io.sluice.web.ui.StaticFiles;
import io.sluice.web.ui.StaticFiles.StaticFile;
import io.sluice.web.ui.StatusPage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusPageTest {
  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>");

  /// The specifiers of static and dynamic imports, in the UI's modules and in minified ones.
  private static final Pattern IMPORT =
      Pattern.compile("(?:\\bfrom\\s*|\\bimport\\s*|\\bimport\\()([\"'])([^\"'\\s]+)\\1");

  private static final URI PAGE = URI.create("http://gateway/some/where/");

  private final StaticFiles files = StaticFiles.load();

  @Test
  void show_anyRequest_isThePageWithUpstreamsTitle() {
    Response response = new StatusPage(files, "").show(request(null));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers())
        .contains(
            new Header("Content-Type", "text/html; charset=utf-8"),
            new Header("Cache-Control", "no-cache"),
            new Header("X-Content-Type-Options", "nosniff"));
    assertThat(OfflineGateway.text(response))
        .startsWith("<!DOCTYPE html>")
        .contains("<title>Prometheus Pushgateway</title>")
        .contains("<meta name=\"robots\" content=\"noindex,nofollow\">");
  }

  // Without the hash of the import map, the browser refuses it and every module.
  @Test
  void policy_allowsTheImportMapAndNothingElseInline() {
    Response response = new StatusPage(files, "").show(request(null));
    byte[] hash = StaticFiles.sha256(importMap(response).getBytes(StandardCharsets.UTF_8));

    assertThat(OfflineGateway.header(response, "Content-Security-Policy"))
        .startsWith("default-src 'none'; ")
        .contains("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe")
        .doesNotContain("http");
  }

  @ParameterizedTest
  @CsvSource({"'', ./static/", "/proxied, /proxied/static/"})
  void links_withAPrefix_beginWithIt(String externalPrefix, String start) {
    String page = OfflineGateway.text(new StatusPage(files, externalPrefix).show(request(null)));

    assertThat(page)
        .contains("<link rel=\"stylesheet\" href=\"" + start + files.hashedPath("app.css") + "\">")
        .contains("src=\"" + start + files.hashedPath("app.js") + "\"");
  }

  @Test
  void links_hostilePrefix_stayInTheirPlaces() throws Exception {
    Response response = new StatusPage(files, "/\"><script>x</script>\n\\").show(request(null));

    assertThat(OfflineGateway.text(response)).doesNotContain("<script>x");
    assertThat(imports(response)).containsKey("/\"><script>x</script>\n\\/static/app.js");
  }

  // Modules are loaded by names in other modules; a wrong name shows only in a browser, and only
  // when the module is needed.
  @Test
  void imports_ofAllModules_leadToFiles() throws Exception {
    Map<String, String> imports = imports(new StatusPage(files, "").show(request(null)));
    List<String> hashedPaths = files.all().stream().map(StaticFile::hashedPath).toList();
    var lost = new ArrayList<String>();
    for (StaticFile file : files.all()) {
      URI module = PAGE.resolve("static/" + file.hashedPath());
      for (String specifier : specifiers(file)) {
        String target = resolve(specifier, module, imports);
        if (target == null || !hashedPaths.contains(target)) {
          lost.add(file.path() + " imports " + specifier);
        }
      }
    }

    assertThat(lost).isEmpty();
  }

  private static List<String> specifiers(StaticFile file) {
    if (!file.path().endsWith(".js")) {
      return List.of();
    }
    String text = new String(file.bytes(), StandardCharsets.UTF_8);
    return IMPORT.matcher(text).results().map((MatchResult found) -> found.group(2)).toList();
  }

  /// The path below `static/` that a browser would request; null for an unknown bare name.
  private static @Nullable String resolve(
      String specifier, URI module, Map<String, String> imports) {
    URI folder = PAGE.resolve("static/");
    if (!specifier.startsWith(".")) {
      String mapped = imports.get(specifier);
      return mapped == null ? null : folder.relativize(PAGE.resolve(mapped)).toString();
    }
    URI wanted = module.resolve(specifier);
    String mapped = imports.get("./" + PAGE.relativize(wanted));
    return folder.relativize(mapped == null ? wanted : PAGE.resolve(mapped)).toString();
  }

  private static String importMap(Response response) {
    return IMPORT_MAP
        .matcher(OfflineGateway.text(response))
        .results()
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> imports(Response response) throws IOException {
    var imports = new TreeMap<String, String>();
    try (JsonParser json = new JsonFactory().createParser(importMap(response))) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
          imports.put(json.currentName(), json.getText());
        }
      }
    }
    return imports;
  }

  static Request request(@Nullable String acceptEncoding) {
    List<Header> headers =
        acceptEncoding == null ? List.of() : List.of(new Header("Accept-Encoding", acceptEncoding));
    var peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    return new Request(
        "GET", new Target("/", "/", "/", null), headers, new byte[0], 0, new Sender(peer, null));
  }
}
