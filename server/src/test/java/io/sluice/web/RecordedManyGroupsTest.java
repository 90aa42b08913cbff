package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.http.Header;
import io.sluice.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Requests that push to many groups, and the groups after them.
final class RecordedManyGroupsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TestFactory
  List<DynamicTest> cases() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    try (InputStream in = getClass().getResourceAsStream("many-groups.json")) {
      for (JsonNode item : JSON.readTree(Objects.requireNonNull(in)).get("cases")) {
        tests.add(DynamicTest.dynamicTest(item.get("id").asText(), () -> play(item)));
      }
    }
    assertThat(tests.size()).isEqualTo(14);
    return tests;
  }

  private static void play(JsonNode item) throws IOException {
    var gateway = new OfflineGateway();
    for (JsonNode before : item.path("before")) {
      gateway.request(
          before.get("method").asText(), before.get("path").asText(), before.get("body").asText());
    }
    Response response =
        gateway.request(
            item.get("method").asText(),
            item.get("path").asText(),
            List.of(new Header("Content-Type", item.get("content_type").asText())),
            item.get("body").asText().getBytes(StandardCharsets.UTF_8));

    assertThat(response.status()).isEqualTo(item.get("status").asInt());
    JsonNode answer = JSON.readTree(OfflineGateway.text(response));
    if (item.has("error_contains")) {
      assertThat(answer.get("errorType").asText()).isEqualTo("bad_data");
      assertThat(answer.get("error").asText()).contains(item.get("error_contains").asText());
    } else {
      assertThat(answer.get("data").get("groups").asInt())
          .isBetween(Math.min(1, item.get("groups").size()), item.get("groups").size());
    }
    ShownGroups.assertShows(gateway, item.get("groups"));
  }
}
