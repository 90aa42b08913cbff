package io.sluice.systemtests;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the grouping key from the target of a push. Only well-formed keys are supported.
final class GroupPath {
  private static final Pattern ESCAPE = Pattern.compile("__|_([0-9a-f]{1,6})_");

  private GroupPath() {}

  /// The labels of the group; null if `target` contains none. Bytes that are not UTF-8 become
  /// U+FFFD, as in the JSON API.
  static @Nullable Map<String, String> labels(String prefix, String target) {
    String start = prefix + "/metrics/job";
    String path = target.split("\\?", 2)[0];
    if (!path.startsWith(start + "/") && !path.startsWith(start + "@base64/")) {
      return null;
    }
    String[] parts = path.substring((prefix + "/metrics/").length()).split("/", -1);
    var labels = new TreeMap<String, String>();
    for (int i = parts.length - 2 + parts.length % 2; i >= 0; i -= 2) {
      boolean base64 = parts[i].endsWith("@base64");
      String name = unescaped(new String(percentDecoded(parts[i]), StandardCharsets.UTF_8));
      name = base64 ? name.substring(0, name.length() - "@base64".length()) : name;
      byte[] value = percentDecoded(i + 1 < parts.length ? parts[i + 1] : "");
      byte[] decoded = base64 ? decoded(value) : value;
      if (decoded == null) {
        return null;
      }
      String text = new String(decoded, StandardCharsets.UTF_8);
      if (i == 0) {
        labels.put(name, text);
      } else {
        labels.putIfAbsent(name, text);
      }
    }
    labels.remove("");
    return labels;
  }

  /// The original of a name that was escaped for a URL segment, such as `U__a_2e_b`.
  private static String unescaped(String name) {
    if (!name.startsWith("U__")) {
      return name;
    }
    Matcher escape = ESCAPE.matcher(name.substring("U__".length()));
    return escape.replaceAll(
        found -> {
          String code = found.group(1);
          String character = code == null ? "_" : Character.toString(Integer.parseInt(code, 16));
          return Matcher.quoteReplacement(character);
        });
  }

  private static byte @Nullable [] decoded(byte[] base64) {
    try {
      String text = new String(base64, StandardCharsets.ISO_8859_1).replaceAll("=+$", "");
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static byte[] percentDecoded(String part) {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < part.length(); i++) {
      if (part.substring(i).matches("(?s)%[0-9a-fA-F]{2}.*")) {
        bytes.write(Integer.parseInt(part.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.write(part.charAt(i));
      }
    }
    return bytes.toByteArray();
  }
}
