package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.gateway.PushOptions;
import io.sluice.gateway.PushRequest;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.intake.EncodedBody;
import io.sluice.intake.IncomingPush;
import io.sluice.intake.Intake;
import io.sluice.intake.PushResult;
import io.sluice.intake.Pusher;
import io.sluice.model.GroupingKey;
import io.sluice.model.Utf8;
import io.sluice.web.answer.JsonAnswer;
import io.sluice.web.push.BodyHint;
import io.sluice.web.push.PushHandler;
import io.sluice.web.request.ExpectedParameters;
import io.sluice.web.request.GroupingKeyParser;
import io.sluice.web.request.GroupingKeyPath;
import io.sluice.web.request.InvalidRequestException;
import io.sluice.web.request.QueryParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reports how the gateway would respond to a push, without pushing.
public final class CheckApi {
  public static final ExpectedParameters PARAMETERS = ExpectedParameters.of("key").andBody();

  public static final int MAX_BYTES = 1 << 20;

  private final Intake intake;
  private final GroupingKeyParser keyParser;
  private final GroupingKeyPath keyPath;

  public CheckApi(Intake intake, GroupingKeyParser keyParser, GroupingKeyPath keyPath) {
    this.intake = intake;
    this.keyParser = keyParser;
    this.keyPath = keyPath;
  }

  /// Checks the body of a request; with the parameter `key`, also against the content of other
  /// groups.
  public Response check(Request request, QueryParameters parameters) {
    if (request.body().length > MAX_BYTES) {
      return JsonAnswer.error(
          413, JsonAnswer.BAD_DATA, "the text is too long: max_bytes=" + MAX_BYTES);
    }
    try {
      GroupingKey key = key(parameters.first("key"));
      EncodedBody content = PushHandler.content(request);
      PushResult result =
          key == null ? intake.checkAlone(content) : intake.check(push(request, key, content));
      return JsonAnswer.success(json -> write(json, result, request.body()));
    } catch (InvalidRequestException e) {
      return JsonAnswer.error(400, JsonAnswer.BAD_DATA, e.getMessage());
    }
  }

  /// Only aggregated pushes may have a key without a job.
  private static IncomingPush push(Request request, GroupingKey key, EncodedBody content) {
    return new IncomingPush(
        key,
        content,
        key.labels().has("job") ? PushRequest.Mode.REPLACE_FAMILIES : PushRequest.Mode.AGGREGATE,
        PushOptions.NONE,
        new Pusher(request.user(), request.peerAddress()));
  }

  private @Nullable GroupingKey key(String path) throws InvalidRequestException {
    if (path.isEmpty()) {
      return null;
    }
    String bytes = new String(Utf8.encode(path), StandardCharsets.ISO_8859_1);
    return keyParser.parsePath(QueryParameters.unescaped(bytes));
  }

  private void write(JsonGenerator json, PushResult result, byte[] body) throws IOException {
    json.writeStartObject();
    switch (result) {
      case PushResult.Accepted accepted -> {
        json.writeBooleanField("valid", true);
        json.writeNumberField("families", accepted.families());
        json.writeNumberField("series", accepted.series());
      }
      case PushResult.Refused refusal -> {
        json.writeBooleanField("valid", false);
        GroupJson.writeText(json, "message", refusal.message());
        HoldersJson.write(json, refusal.message(), keyPath);
        String hint = BodyHint.of(refusal, body);
        if (hint != null) {
          json.writeStringField("hint", hint);
        }
        PushResult.Position position = refusal.position();
        writePosition(json, "line", position == null ? 0 : position.line());
        writePosition(json, "column", position == null ? 0 : position.column());
        String excerpt =
            position == null || position.excerpt().isEmpty() ? null : position.excerpt();
        GroupJson.writeText(json, "excerpt", excerpt);
      }
    }
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
