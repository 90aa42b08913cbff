package io.sluice.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.BadRequestException;
import io.sluice.http.Header;
import io.sluice.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Sends the router the same odd paths that were sent to a real Pushgateway 1.11.3, and compares
/// status, `Location`, `Allow` and body of every answer that is not from a handler.
///
/// The recording is `paths.tsv`; `extract-paths.py` next to it describes its contents.
final class RecordedRoutingTest {
  private static final int RECORDED = 1969;

  private final Router plain = PushgatewayRoutes.router("", "/metrics");
  private final Router prefixed = PushgatewayRoutes.router("/pgw", "/scrape");

  @Test
  void handle_recordedPaths_answersAsRecorded() throws IOException {
    List<String> recorded = recording();
    List<String> differences = new ArrayList<>();
    for (String line : recorded) {
      String[] columns = line.split("\t", -1);
      Router router = columns[0].isEmpty() ? plain : prefixed;
      String question = String.join("\t", columns[0], columns[1], columns[2]);
      String replayed = question + "\t" + answer(router, columns[1], columns[2]);
      if (!replayed.equals(line) && !isRedirectToNowhere(question)) {
        differences.add("recorded " + line + "\nreplayed " + replayed);
      }
    }

    assertThat(recorded).hasSize(RECORDED);
    assertThat(differences).isEmpty();
  }

  /// Upstream redirects a DELETE of a path of dots to `/`, where DELETE is not allowed, because of
  /// the shape of its tree. Sluice returns 404 directly.
  private static boolean isRedirectToNowhere(String question) {
    return question.equals("\tDELETE\t/%2e%2e/");
  }

  private static String answer(Router router, String method, String target) {
    try {
      Response response = PushgatewayRoutes.ask(router, method, target);
      if (response.status() == 299) {
        return "routed\t\t\t";
      }
      String body = method.equals("HEAD") ? "" : PushgatewayRoutes.body(response);
      return String.join(
          "\t",
          Integer.toString(response.status()),
          header(response, "Location"),
          header(response, "Allow"),
          body.replace("\n", "\\n"));
    } catch (BadRequestException e) {
      return "refused\t\t\t";
    }
  }

  private static String header(Response response, String name) {
    return response.headers().stream()
        .filter(header -> header.name().equals(name))
        .map(Header::value)
        .findFirst()
        .orElse("");
  }

  private static List<String> recording() throws IOException {
    try (InputStream in = RecordedRoutingTest.class.getResourceAsStream("paths.tsv")) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
  }
}
