package io.sluice.web.ui;

import io.sluice.format.ContentNegotiation;
import io.sluice.http.Header;
import io.sluice.http.Request;
import io.sluice.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// The files of the web UI, read from the jar. No other files can be requested.
///
/// Each file has two paths: its own (`app.js`), and one with a hash of its content
/// (`app.1f2e….js`), under which it may be cached forever.
public final class StaticFiles {
  /// The files of the web UI. The names of library files, which the build unpacks from WebJars,
  /// begin with `lib/`.
  private static final List<String> PATHS =
      List.of(
          "icon.svg",
          "app.css",
          "app.js",
          "api.js",
          "chart.js",
          "confirm.js",
          "delete-view.js",
          "groups-view.js",
          "group-view.js",
          "histogram.js",
          "live.js",
          "push-view.js",
          "pushes-view.js",
          "route.js",
          "status-view.js",
          "text.js",
          "view.js",
          "lib/lit/index.js",
          "lib/lit/directives/repeat.js",
          "lib/lit__reactive-element/reactive-element.js",
          "lib/lit__reactive-element/css-tag.js",
          "lib/lit-element/lit-element.js",
          "lib/lit-html/lit-html.js",
          "lib/lit-html/is-server.js",
          "lib/lit-html/directive.js",
          "lib/lit-html/directive-helpers.js",
          "lib/lit-html/directives/repeat.js",
          "lib/uplot/dist/uPlot.esm.js",
          "lib/uplot/dist/uPlot.min.css");

  private static final Map<String, String> EXTENSION_TO_TYPE =
      Map.of("css", "text/css", "js", "application/javascript", "svg", "image/svg+xml");

  private static final int HASH_BYTES = 8;
  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final String ASK_AGAIN = "no-cache";

  private final Map<String, StaticFile> pathToFile;
  private final Map<String, StaticFile> hashedPathToFile;

  private StaticFiles(Map<String, StaticFile> pathToFile) {
    this.pathToFile = pathToFile;
    this.hashedPathToFile = new HashMap<>();
    pathToFile.values().forEach(file -> hashedPathToFile.put(file.hashedPath(), file));
  }

  /// Reads, hashes and compresses all files.
  public static StaticFiles load() {
    var files = new LinkedHashMap<String, StaticFile>();
    PATHS.forEach(path -> files.put(path, file(path)));
    return new StaticFiles(files);
  }

  /// Answers a request for a file.
  ///
  /// @param path from the slash after `static`
  public Response get(Request request, String path) {
    String name = path.isEmpty() ? path : path.substring(1);
    StaticFile hashed = hashedPathToFile.get(name);
    if (hashed != null) {
      return answer(request, hashed, FOR_EVER);
    }
    StaticFile file = pathToFile.get(name);
    return file != null
        ? answer(request, file, ASK_AGAIN)
        : Response.error(404, "404 page not found");
  }

  /// All files, in a fixed order.
  public Collection<StaticFile> all() {
    return pathToFile.values();
  }

  /// The path with the hash of the file called `path`.
  public String hashedPath(String path) {
    StaticFile file = pathToFile.get(path);
    if (file == null) {
      throw new IllegalArgumentException("no such file: path=" + path);
    }
    return file.hashedPath();
  }

  /// Compresses with the highest level.
  static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new SmallestGzip(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static Response answer(Request request, StaticFile file, String caching) {
    return compressible(
        request,
        List.of(new Header("Content-Type", file.type()), new Header("Cache-Control", caching)),
        file.bytes(),
        file.gzipped());
  }

  /// A response with the compressed or uncompressed content, depending on the encodings that the
  /// client accepts.
  static Response compressible(
      Request request, List<Header> headers, byte[] bytes, byte[] gzipped) {
    boolean isGzip = ContentNegotiation.gzip(request.header("Accept-Encoding"));
    Response response =
        new Response(200, headers, new Response.Bytes(isGzip ? gzipped : bytes))
            .with("X-Content-Type-Options", "nosniff")
            .with("Vary", "Accept-Encoding");
    return isGzip ? response.with("Content-Encoding", "gzip") : response;
  }

  private static StaticFile file(String path) {
    byte[] bytes = read(path);
    int dot = path.lastIndexOf('.');
    String extension = path.substring(dot + 1);
    String type = EXTENSION_TO_TYPE.get(extension);
    if (type == null) {
      throw new IllegalStateException("no type for this extension: path=" + path);
    }
    String hashedPath = path.substring(0, dot) + '.' + hash(bytes) + '.' + extension;
    return new StaticFile(path, hashedPath, type, bytes, gzip(bytes));
  }

  private static byte[] read(String path) {
    try (InputStream file = StaticFiles.class.getResourceAsStream("static/" + path)) {
      if (file == null) {
        throw new IllegalStateException("missing in the jar: path=" + path);
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(byte[] bytes) {
    return HexFormat.of().formatHex(sha256(bytes), 0, HASH_BYTES);
  }

  public static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// A file, uncompressed and compressed.
  ///
  /// @param path below `static/`
  /// @param hashedPath the same with a hash of the content
  public record StaticFile(
      String path, String hashedPath, String type, byte[] bytes, byte[] gzipped) {}

  private static final class SmallestGzip extends GZIPOutputStream {
    SmallestGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(java.util.zip.Deflater.BEST_COMPRESSION);
    }
  }
}
