package io.sluice.merge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Results of two real aggregation gateways for pushes: each case was played to a new process.
final class RecordedGateways {
  /// The only copy of the recording is a resource of the black-box tests, which replay all of it.
  private static final Path FILE =
      Path.of(
          "..",
          "system-tests",
          "src",
          "test",
          "resources",
          "aggregation-gateways",
          "recording.json");

  private RecordedGateways() {}

  /// A case of `gateway`, which includes its version.
  record Case(String gateway, String name, List<Step> steps, String text) {
    boolean isOf(String gatewayName) {
      return gateway.startsWith(gatewayName);
    }

    @Override
    public String toString() {
      return gateway + ": " + name;
    }
  }

  record Step(String method, String path, String body, int status, String answer) {}

  static List<Case> cases() throws IOException {
    var cases = new ArrayList<Case>();
    try (JsonParser json = new JsonFactory().createParser(Files.readString(FILE))) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String gateway = json.currentName();
        json.nextToken();
        while (json.nextToken() == JsonToken.START_OBJECT) {
          cases.add(readCase(gateway, json));
        }
      }
    }
    return cases;
  }

  private static Case readCase(String gateway, JsonParser json) throws IOException {
    String name = "";
    String text = "";
    var steps = new ArrayList<Step>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "name" -> name = json.getText();
        case "text" -> text = json.getText();
        case "steps" -> {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            steps.add(readStep(json));
          }
        }
        default -> json.skipChildren();
      }
    }
    return new Case(gateway, name, steps, text);
  }

  private static Step readStep(JsonParser json) throws IOException {
    String method = "";
    String path = "";
    String body = "";
    int status = 0;
    String answer = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "method" -> method = json.getText();
        case "path" -> path = json.getText();
        case "body" -> body = json.getText();
        case "status" -> status = json.getIntValue();
        case "answer" -> answer = json.getText();
        default -> json.skipChildren();
      }
    }
    return new Step(method, path, body, status, answer);
  }
}
