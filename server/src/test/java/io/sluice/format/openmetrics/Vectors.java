package io.sluice.format.openmetrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;

/// The cases in the files next to this class.
///
/// `openmetrics.json`: bodies, the answers to pushes of them, and the stored data.
/// `openmetrics-scrape.json`: protobuf pushes, and their expositions. `openmetrics-upstream.json`:
/// the parser cases of the OpenMetrics project.
public final class Vectors {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Vectors() {}

  /// The cases of a file.
  public static List<JsonNode> cases(String file) {
    try (var in = Objects.requireNonNull(Vectors.class.getResourceAsStream(file), file)) {
      JsonNode cases = MAPPER.readTree(in).get("cases");
      return StreamSupport.stream(cases.spliterator(), false).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The body of a case, in text or base64.
  public static byte[] body(JsonNode one) {
    return one.has("body")
        ? one.get("body").textValue().getBytes(StandardCharsets.UTF_8)
        : Base64.getDecoder().decode(one.get("body_base64").textValue());
  }

  /// Whether a case is for a gateway with UTF-8 names.
  public static boolean hasUtf8Names(JsonNode one) {
    return one.path("flags").toString().contains("--push.enable-utf8-names");
  }
}
