package io.sluice.web;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.gateway.Gateway;
import io.sluice.gateway.PushRequest;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import io.sluice.model.Utf8;
import io.sluice.rules.Rules;
import io.sluice.rules.Terms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Says of a text what a push of it would be answered, without pushing it.
final class CheckApi {
  static final int MAX_BYTES = 1 << 20;

  /// Stands in for the group when none is named, in which no label is completed but `job`.
  private static final GroupingKey ANY_GROUP = GroupingKey.of("job", "check");

  private final Gateway gateway;
  private final KeyParser keyParser;
  private final Names names;
  private final ParseLimits limits;
  private final Supplier<Rules> rules;

  /// @param rules what holds for the group that is named
  CheckApi(
      Gateway gateway,
      KeyParser keyParser,
      Names names,
      ParseLimits limits,
      Supplier<Rules> rules) {
    this.gateway = gateway;
    this.keyParser = keyParser;
    this.names = names;
    this.limits = limits;
    this.rules = rules;
  }

  /// Checks the body of a request; with the parameter `key`, also against what other groups hold.
  Response check(Request request) {
    if (request.body().length > MAX_BYTES) {
      return JsonAnswer.error(
          413, JsonAnswer.BAD_DATA, "the text is too long: max_bytes=" + MAX_BYTES);
    }
    try {
      GroupingKey key = key(QueryParameters.parse(request.query()).first("key"));
      ParsedBody body = PushFormat.TEXT.parse(request.body(), names, limits);
      String refusal = gateway.refusal(push(key, body), key != null);
      return JsonAnswer.success(
          json -> {
            if (refusal == null) {
              writeValid(json, body);
            } else {
              writeProblem(json, refusal, 0, 0, "");
            }
          });
    } catch (ParseException e) {
      return JsonAnswer.success(
          json -> writeProblem(json, e.getMessage(), e.line(), e.column(), e.excerpt()));
    } catch (BadRequest e) {
      return JsonAnswer.error(400, JsonAnswer.BAD_DATA, e.getMessage());
    }
  }

  private PushRequest push(@Nullable GroupingKey key, ParsedBody body) {
    Terms terms = key == null ? Terms.NONE : rules.get().termsFor(key);
    return new PushRequest(
        key == null ? ANY_GROUP : key,
        body,
        PushRequest.Mode.MERGE,
        terms,
        "",
        PushRequest.Wishes.NONE);
  }

  private @Nullable GroupingKey key(String path) throws BadRequest {
    if (path.isEmpty()) {
      return null;
    }
    String bytes = new String(Utf8.encode(path), StandardCharsets.ISO_8859_1);
    return keyParser.parsePath(QueryParameters.unescaped(bytes));
  }

  private static void writeValid(JsonGenerator json, ParsedBody body) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("valid", true);
    json.writeNumberField("families", body.families().size());
    json.writeNumberField("series", PushAnswer.seriesCount(body));
    json.writeEndObject();
  }

  private static void writeProblem(
      JsonGenerator json, String message, int line, int column, String excerpt) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("valid", false);
    GroupJson.writeText(json, "message", message);
    writePosition(json, "line", line);
    writePosition(json, "column", column);
    GroupJson.writeText(json, "excerpt", excerpt.isEmpty() ? null : excerpt);
    json.writeEndObject();
  }

  private static void writePosition(JsonGenerator json, String name, int position)
      throws IOException {
    if (position == 0) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, position);
    }
  }
}
