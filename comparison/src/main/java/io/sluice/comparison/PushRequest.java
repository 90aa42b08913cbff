package io.sluice.comparison;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/// The pushes of one kind, which differ in their group and in some digits.
///
/// @param path of the request; the number of the group replaces [#GROUP] in it
/// @param contentType of the body, or empty for none
/// @param template the body; six digits replace each [#DIGITS] in it, so that each push differs
///   from the previous one
record PushRequest(String method, String path, String contentType, byte[] template) {
  /// A placeholder of the same length as its replacement.
  static final String DIGITS = "@DIGIT";

  static final String GROUP = "GROUP";

  /// Numbers of the same length.
  private static final int FIRST_GROUP = 100_000;

  /// A push in the text format to a group.
  static PushRequest text(String method, String template) {
    return new PushRequest(
        method,
        "/metrics/job/bench/instance/host-" + GROUP,
        "",
        template.getBytes(StandardCharsets.UTF_8));
  }

  PushRequest aggregated() {
    return new PushRequest(method, "/aggregate" + path, contentType, template);
  }

  /// The path for one of the groups; the Lua script creates the same paths.
  String path(int group) {
    return path.replace(GROUP, Integer.toString(FIRST_GROUP + group));
  }

  /// A body as from the Lua script, with random digits.
  byte[] body() {
    String digits = Integer.toString(ThreadLocalRandom.current().nextInt(100_000, 1_000_000));
    return new String(template, StandardCharsets.ISO_8859_1)
        .replace(DIGITS, digits)
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
