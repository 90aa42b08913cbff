package io.sluice.web.request;

import io.sluice.format.EscapingScheme;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Names;
import io.sluice.model.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Writes a grouping key as a path for [GroupingKeyParser]: `job/x/instance/y`, percent-encoded,
/// the job (if any) first and the other labels by name.
public final class GroupingKeyPath {
  private static final String HEX = "0123456789ABCDEF";

  /// The characters that need no escape in a path segment.
  private static final String SAFE = "-._~!$'()*,;:@";

  private final Names names;

  /// @param names the rules for label names
  public GroupingKeyPath(Names names) {
    this.names = names;
  }

  /// The path of a group after `/metrics/`.
  public String of(GroupingKey key) {
    var path = new StringBuilder();
    if (!key.job().isEmpty()) {
      append(path, "job", key.job());
    }
    Labels labels = key.labels();
    for (int i = 0; i < labels.size(); i++) {
      if (!labels.name(i).equals("job")) {
        path.append(path.isEmpty() ? "" : "/");
        append(path, escapedName(labels.name(i)), labels.value(i));
      }
    }
    return path.toString();
  }

  private String escapedName(String name) {
    if (names == Names.UTF8 && name.startsWith("U__")) {
      return "U__" + name.replace("_", "__");
    }
    return EscapingScheme.VALUES.escapeLabelName(name);
  }

  private static void append(StringBuilder path, String name, String value) {
    byte[] bytes = Utf8.encode(value);
    path.append(name);
    if (value.isEmpty()) {
      path.append("@base64/=");
    } else if (value.indexOf('/') >= 0 || value.equals(".") || value.equals("..")) {
      path.append("@base64/").append(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    } else {
      appendEscaped(path.append('/'), bytes);
    }
  }

  private static void appendEscaped(StringBuilder path, byte[] bytes) {
    for (char c : new String(bytes, StandardCharsets.ISO_8859_1).toCharArray()) {
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (isLetter || (c >= '0' && c <= '9') || SAFE.indexOf(c) >= 0) {
        path.append(c);
      } else {
        path.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
      }
    }
  }
}
