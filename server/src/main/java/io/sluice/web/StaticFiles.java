package io.sluice.web;

import io.sluice.http.Header;
import io.sluice.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// The files that the status page needs, read once from the jar. Nothing else can be asked for.
final class StaticFiles {
  private static final Map<String, String> FILE_TO_TYPE = Map.of("/status.css", "text/css");

  private final Map<String, Response> pathToAnswer;

  StaticFiles() {
    var answers = new java.util.HashMap<String, Response>();
    FILE_TO_TYPE.forEach((path, type) -> answers.put(path, answer(path, type)));
    this.pathToAnswer = Map.copyOf(answers);
  }

  /// @param path from the slash after `static`
  Response get(String path) {
    Response answer = pathToAnswer.get(path);
    return answer != null ? answer : Response.error(404, "404 page not found");
  }

  private static Response answer(String path, String type) {
    try (InputStream file = StaticFiles.class.getResourceAsStream("static" + path)) {
      if (file == null) {
        throw new IllegalStateException("missing in the jar: path=" + path);
      }
      return new Response(
          200, List.of(new Header("Content-Type", type)), new Response.Bytes(file.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
