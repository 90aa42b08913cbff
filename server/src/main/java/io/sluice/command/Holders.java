package io.sluice.command;

import io.sluice.go.GoQuote;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The groups that a push conflicts with. They are the last lines of the error message, each of the
/// form `held by group {job="a",tag="1"}`, with names quoted if necessary, and Go's escapes.
public final class Holders {
  private static final String HELD_BY = "held by group ";

  /// The maximum number of groups in a message.
  private static final int MAX_GROUPS = 10;

  private final Set<GroupingKey> keys = new LinkedHashSet<>();

  public void add(GroupingKey key) {
    if (keys.size() < MAX_GROUPS) {
      keys.add(key);
    }
  }

  /// Appends a line for each group to `message`.
  public String addTo(String message) {
    var lines = new StringBuilder(message);
    keys.forEach(key -> lines.append('\n').append(line(key)));
    return lines.toString();
  }

  /// Appends the line for one group to `message`.
  public static String addTo(String message, GroupingKey holder) {
    return message + "\n" + line(holder);
  }

  /// The lines for groups at the end of `message`, each with the line feed before it.
  public static String linesOf(String message) {
    int start = message.indexOf("\n" + HELD_BY);
    return start < 0 ? "" : message.substring(start);
  }

  /// The groups in the lines of a message.
  public static List<GroupingKey> of(String message) {
    var holders = new ArrayList<GroupingKey>();
    for (String line : message.split("\n", -1)) {
      if (line.startsWith(HELD_BY)) {
        String text = line.substring(HELD_BY.length());
        try {
          holders.add(key(text));
        } catch (IllegalArgumentException _) {
          // A truncated message, or another message that begins with the same text.
        }
      }
    }
    return holders;
  }

  private static String line(GroupingKey key) {
    var line = new StringBuilder(HELD_BY).append('{');
    key.labels()
        .forEach(
            (name, value) ->
                line.append(line.charAt(line.length() - 1) == '{' ? "" : ",")
                    .append(Names.isLegacyLabelName(name) ? name : GoQuote.quote(name))
                    .append('=')
                    .append(GoQuote.quote(value)));
    return line.append('}').toString();
  }

  /// Parses a key from `{name="value",...}`.
  ///
  /// @throws IllegalArgumentException if the text is not a key
  private static GroupingKey key(String text) {
    var pairs = new ArrayList<String>();
    int at = 1;
    while (at < text.length() && text.charAt(at) != '}') {
      int nameEnd = text.charAt(at) == '"' ? GoQuote.end(text, at) : text.indexOf('=', at);
      int end = nameEnd < 0 ? -1 : GoQuote.end(text, nameEnd + 1);
      if (end < 0) {
        throw new IllegalArgumentException("not a label: at=" + at);
      }
      String name = text.substring(at, nameEnd);
      pairs.add(name.startsWith("\"") ? GoQuote.unquote(name) : name);
      pairs.add(GoQuote.unquote(text.substring(nameEnd + 1, end)));
      at = end < text.length() && text.charAt(end) == ',' ? end + 1 : end;
    }
    if (at != text.length() - 1 || text.charAt(0) != '{') {
      throw new IllegalArgumentException("not a key: length=" + text.length());
    }
    return GroupingKey.of(pairs.toArray(String[]::new));
  }
}
