package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Header;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.web.ui.StaticFiles;
import io.sluice.web.ui.StaticFiles.StaticFile;
import io.sluice.web.ui.StatusPage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest {
  /// The budget for all files that a browser loads, compressed.
  private static final int MAX_BYTES = 100_000;

  private final StaticFiles files = StaticFiles.load();

  // The lack of a module that is not listed would show only in the browser.
  @Test
  void all_listsWhatIsInTheJar() throws Exception {
    Path folder = Path.of(StaticFiles.class.getResource("static").toURI());
    try (Stream<Path> found = Files.walk(folder)) {
      List<String> paths =
          found
              .filter(Files::isRegularFile)
              .map(file -> folder.relativize(file).toString())
              .toList();

      assertThat(files.all())
          .extracting(StaticFile::path)
          .containsExactlyInAnyOrderElementsOf(paths);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "app.js, application/javascript",
    "app.css, text/css",
    "icon.svg, image/svg+xml",
    "lib/lit-html/lit-html.js, application/javascript",
  })
  void get_hashedPath_mayBeKeptForEver(String path, String type) {
    Response response = files.get(request(null), "/" + files.hashedPath(path));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers())
        .contains(
            new Header("Content-Type", type),
            new Header("Cache-Control", "public, max-age=31536000, immutable"),
            new Header("X-Content-Type-Options", "nosniff"));
  }

  @Test
  void get_plainPath_isAskedForAgain() {
    Response response = files.get(request(null), "/app.js");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers()).contains(new Header("Cache-Control", "no-cache"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", "/nothing", "/app.0000000000000000.js", "/../StaticFiles.class", "/lib/"})
  void get_anythingElse_isNotFound(String path) {
    assertThat(files.get(request(null), path).status()).isEqualTo(404);
  }

  @Test
  void get_gzipAccepted_isTheSameCompressed() throws Exception {
    Response plain = files.get(request(null), "/app.js");
    Response compressed = files.get(request("gzip, br"), "/app.js");

    assertThat(plain.headers())
        .contains(new Header("Vary", "Accept-Encoding"))
        .noneMatch(header -> header.name().equals("Content-Encoding"));
    assertThat(compressed.headers())
        .contains(new Header("Vary", "Accept-Encoding"), new Header("Content-Encoding", "gzip"));
    assertThat(unzipped(compressed)).isEqualTo(OfflineGateway.text(plain));
  }

  @Test
  void all_compressed_fitTheBudget() {
    int bytes = files.all().stream().mapToInt(file -> file.gzipped().length).sum();
    bytes += body(new StatusPage(files, "").show(request("gzip"))).length;

    assertThat(bytes).isLessThan(MAX_BYTES);
  }

  @Test
  void hashes_ofDifferentFiles_differ() {
    assertThat(files.all()).extracting(StaticFile::hashedPath).doesNotHaveDuplicates();
    assertThat(files.hashedPath("app.js")).matches("app\\.[0-9a-f]{16}\\.js");
  }

  private static String unzipped(Response response) throws IOException {
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(body(response)))) {
      return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] body(Response response) {
    return ((Response.Bytes) response.body()).bytes();
  }

  private static Request request(@Nullable String acceptEncoding) {
    return StatusPageTest.request(acceptEncoding);
  }
}
