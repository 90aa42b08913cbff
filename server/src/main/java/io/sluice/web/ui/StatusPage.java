package io.sluice.web.ui;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.format.json.JsonWriter;
import io.sluice.http.Header;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.web.ui.StaticFiles.StaticFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The HTML of the web UI at `/`: it loads the modules in `static/`, which get their data from the
/// JSON API.
///
/// Modules import each other by their plain names. An import map maps these to the names with
/// hashes; it is the only inline script, and the Content-Security-Policy contains its hash.
public final class StatusPage {
  /// The names by which modules import the libraries.
  private static final Map<String, String> SPECIFIER_TO_PATH =
      new TreeMap<>(
          Map.of(
              "@lit/reactive-element", "lib/lit__reactive-element/reactive-element.js",
              "lit", "lib/lit/index.js",
              "lit-element/lit-element.js", "lib/lit-element/lit-element.js",
              "lit-html", "lib/lit-html/lit-html.js",
              "lit-html/is-server.js", "lib/lit-html/is-server.js",
              "lit-html/directives/repeat.js", "lib/lit-html/directives/repeat.js",
              "lit/directives/repeat.js", "lib/lit/directives/repeat.js",
              "uplot", "lib/uplot/dist/uPlot.esm.js"));

  /// Modules that are only loaded when a chart is shown.
  private static final List<String> LATE = List.of("chart.js", "lib/uplot/dist/uPlot.esm.js");

  private final StaticFiles files;
  private final String base;
  private final List<Header> headers;
  private final byte[] page;
  private final byte[] gzipped;

  /// @param externalPrefix the path under which browsers find the gateway, without a slash at its
  ///   end
  public StatusPage(StaticFiles files, String externalPrefix) {
    this.files = files;
    this.base = (externalPrefix.isEmpty() ? "." : externalPrefix) + "/static/";
    String importMap = importMap();
    this.page = html(importMap).getBytes(StandardCharsets.UTF_8);
    this.gzipped = StaticFiles.gzip(page);
    this.headers =
        List.of(
            new Header("Content-Type", "text/html; charset=utf-8"),
            new Header("Cache-Control", "no-cache"),
            new Header("Content-Security-Policy", policy(importMap)),
            new Header("Referrer-Policy", "no-referrer"));
  }

  public Response show(Request request) {
    return StaticFiles.compressible(request, headers, page, gzipped);
  }

  private String html(String importMap) {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="robots" content="noindex,nofollow">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Prometheus Pushgateway</title>
    <link rel="icon" type="image/svg+xml" href="%s">
    <link rel="stylesheet" href="%s">
    <link rel="stylesheet" href="%s">
    <script type="importmap">%s</script>
    %s
    <script type="module" src="%s"></script>
    </head>
    <body>
    <sluice-app></sluice-app>
    <noscript><p>This page needs JavaScript. The JSON API at <code>api/v1/groups</code> has the same data.</p></noscript>
    </body>
    </html>
    """
        .formatted(
            escaped(url("icon.svg")),
            escaped(url("lib/uplot/dist/uPlot.min.css")),
            escaped(url("app.css")),
            importMap,
            preloads(),
            escaped(url("app.js")));
  }

  /// Preload links, so that the browser does not have to read a module to find the next one.
  private String preloads() {
    return files.all().stream()
        .filter(file -> file.path().endsWith(".js") && !LATE.contains(file.path()))
        .map(file -> "<link rel=\"modulepreload\" href=\"%s\">".formatted(escaped(url(file))))
        .collect(Collectors.joining("\n"));
  }

  private String importMap() {
    var imports = new TreeMap<String, String>();
    for (StaticFile file : files.all()) {
      if (file.path().endsWith(".js")) {
        imports.put(base + file.path(), url(file));
      }
    }
    SPECIFIER_TO_PATH.forEach((specifier, path) -> imports.put(specifier, url(path)));
    return json(imports);
  }

  /// `{"imports":{...}}`, with escaped HTML characters.
  private static String json(Map<String, String> imports) {
    var out = new ByteArrayOutputStream();
    try (JsonGenerator json = JsonWriter.generator(out)) {
      json.writeStartObject();
      json.writeObjectFieldStart("imports");
      for (Map.Entry<String, String> entry : imports.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String policy(String importMap) {
    byte[] hash = StaticFiles.sha256(importMap.getBytes(StandardCharsets.UTF_8));
    return "default-src 'none'; script-src 'self' 'sha256-%s'; style-src 'self'; img-src 'self' data:;"
            .formatted(Base64.getEncoder().encodeToString(hash))
        + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
        + " require-trusted-types-for 'script'; trusted-types lit-html";
  }

  private String url(String path) {
    return base + files.hashedPath(path);
  }

  private String url(StaticFile file) {
    return base + file.hashedPath();
  }

  /// A URL escaped for an attribute.
  private static String escaped(String url) {
    return url.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
