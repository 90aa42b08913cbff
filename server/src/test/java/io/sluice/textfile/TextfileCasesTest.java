package io.sluice.textfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.store.GroupView;
import io.sluice.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The node exporter's exposition of files, and the differences of a gateway.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class TextfileCasesTest {
  /// The gateway's exposition if it differs from the exporter's, and whether there is an error.
  private record Difference(List<String> shows, boolean hasError) {}

  private static final Map<String, Difference> DIFFERENCES =
      Map.of(
          "textfile-crlf", new Difference(List.of("crlf 1"), false),
          "textfile-no-newline", new Difference(List.of("nonl 1"), false),
          "textfile-hidden", new Difference(List.of(), false),
          "textfile-two-helps", new Difference(List.of("m{f=\"a\"} 1", "m{f=\"b\"} 2"), false),
          "textfile-same-series-twice", new Difference(List.of("m 1", "m 2"), false),
          "textfile-labels-differ", new Difference(List.of("m{x=\"1\"} 1", "m{y=\"2\"} 2"), false));

  @TempDir Path directory;

  @TestFactory
  List<DynamicTest> cases() throws IOException {
    try (InputStream json =
        Objects.requireNonNull(TextfileCasesTest.class.getResourceAsStream("textfile.json"))) {
      return StreamSupport.stream(
              new ObjectMapper().readTree(json).required("cases").spliterator(), false)
          .map(c -> DynamicTest.dynamicTest(c.required("id").textValue(), () -> check(c)))
          .toList();
    }
  }

  private void check(JsonNode example) throws Exception {
    String id = example.required("id").textValue();
    Path files = Files.createDirectory(directory.resolve(id));
    for (Map.Entry<String, JsonNode> file : example.required("files").properties()) {
      write(files, file.getKey(), file.getValue());
    }
    Difference expected =
        DIFFERENCES.getOrDefault(
            id,
            new Difference(
                texts(example.required("exporter_shows")),
                example.required("exporter_scrape_error").intValue() == 1));

    try (var watched = new Watched(files, new Store(Map.of())).start()) {
      assertThat(shown(watched)).isEqualTo(new TreeSet<>(expected.shows()));
      assertThat(watched.hasError).isEqualTo(expected.hasError());
      for (GroupView group : watched.groups().values()) {
        Path file = files.resolve(group.key().job() + ".prom");
        assertThat(group.pushNanos())
            .isEqualTo(expected.hasError() ? 0 : nanos(Files.getLastModifiedTime(file)));
        assertThat(group.isLastPushSuccessful()).isEqualTo(!expected.hasError());
      }
      if (id.equals("textfile-empty") || id.equals("textfile-broken")) {
        assertThat(watched.groups()).hasSize(1);
      }
    }
  }

  /// Files without a specified time are old enough to be read at once.
  private static void write(Path folder, String name, JsonNode content) throws IOException {
    Path file = folder.resolve(name);
    if (content.isNull()) {
      Files.createDirectory(file);
    } else if (content.has("link")) {
      Files.createSymbolicLink(file, Path.of(content.required("link").textValue()));
    } else if (content.has("base64")) {
      Files.write(file, Base64.getDecoder().decode(content.required("base64").textValue()));
    } else {
      Files.writeString(
          file, content.isTextual() ? content.textValue() : content.required("text").textValue());
    }
    Instant time =
        content.has("mtime")
            ? Instant.parse(content.required("mtime").textValue())
            : Instant.parse("2024-02-29T12:00:00.123456789Z");
    Files.setLastModifiedTime(file, FileTime.from(time));
  }

  /// The samples of all groups, without the labels that every group adds.
  private static Set<String> shown(Watched watched) {
    var lines = new TreeSet<String>();
    for (GroupView group : watched.groups().values()) {
      for (String line : Watched.samples(group)) {
        lines.add(withoutGroup(line));
      }
    }
    return lines;
  }

  private static String withoutGroup(String line) {
    return line.replaceAll("(job|instance)=\"[^\"]*\",?", "").replace(",}", "}").replace("{}", "");
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }
}
