package io.sluice.systemtests;

import io.sluice.systemtests.harness.RawHttp.Answer;
import io.sluice.systemtests.harness.RawHttp.Request;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compares an answer with the expected one: status, relevant headers, body.
final class AnswerComparison {
  private static final List<String> HEADERS =
      List.of("content-type", "x-content-type-options", "allow", "location", "connection");

  private AnswerComparison() {}

  /// The first difference in words, beginning with its kind; null if there is none.
  static @Nullable String difference(Request request, Recording.Recorded expected, Answer got) {
    if (expected.status() != null && expected.status() != got.status()) {
      return "status: expected %d %s got %d %s"
          .formatted(
              expected.status(), firstLine(expected.text()), got.status(), firstLine(got.text()));
    }
    if (expected.body() == null) {
      return null;
    }
    String difference = headers(expected.headers(), got.headers());
    if (difference != null) {
      return difference;
    }
    return request.method().equals("HEAD")
        ? length(expected.headers(), got.headers())
        : body(expected.body(), got.body());
  }

  static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static @Nullable String headers(Map<String, String> expected, Map<String, String> got) {
    for (String name : HEADERS) {
      if (!Objects.equals(expected.get(name), got.get(name))) {
        return "header %s: expected %s got %s".formatted(name, expected.get(name), got.get(name));
      }
    }
    return null;
  }

  /// The length of a body is known from the body itself; for HEAD, only from the header.
  private static @Nullable String length(Map<String, String> expected, Map<String, String> got) {
    String name = "content-length";
    return Objects.equals(expected.get(name), got.get(name))
        ? null
        : "header %s: expected %s got %s".formatted(name, expected.get(name), got.get(name));
  }

  /// Complete bodies, with two exceptions: a parse error has the offending line after upstream's
  /// first line, and errors of the consistency check are compared by class.
  private static @Nullable String body(byte[] expected, byte[] got) {
    if (Arrays.equals(expected, got)) {
      return null;
    }
    String expectedText = new String(expected, StandardCharsets.UTF_8);
    String gotText = new String(got, StandardCharsets.UTF_8);
    Set<String> expectedErrors = ConsistencyErrors.classes(expectedText);
    Set<String> gotErrors = ConsistencyErrors.classes(gotText);
    if (expectedErrors != null && gotErrors != null) {
      return ConsistencyErrors.agree(expectedErrors, gotErrors)
          ? null
          : "errors: expected %s got %s".formatted(expectedErrors, gotErrors);
    }
    boolean parseError = expectedText.startsWith("text format parsing error in line ");
    if (parseError && firstLine(expectedText).equals(firstLine(gotText))) {
      return null;
    }
    return "body: expected %s got %s".formatted(expectedText.strip(), gotText.strip());
  }
}
