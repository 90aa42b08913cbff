package io.sluice.command;

import io.sluice.go.GoQuote;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The groups that a push clashes with: the last lines of the message that says so, each `held by
/// group {job="a",tag="1"}`, names that are not plain in quotes, and escapes as Go has them.
public final class Holders {
  private static final String HELD_BY = "held by group ";

  /// More are not named.
  private static final int MOST = 10;

  private final Set<GroupingKey> keys = new LinkedHashSet<>();

  public void add(GroupingKey key) {
    if (keys.size() < MOST) {
      keys.add(key);
    }
  }

  /// `message`, and behind it the line for each group.
  public String addTo(String message) {
    var lines = new StringBuilder(message);
    keys.forEach(key -> lines.append('\n').append(line(key)));
    return lines.toString();
  }

  /// `message`, and behind it the line for one group.
  public static String addTo(String message, GroupingKey holder) {
    return message + "\n" + line(holder);
  }

  /// The lines at the end of `message` that name groups, each with the line feed before it.
  public static String linesOf(String message) {
    int start = message.indexOf("\n" + HELD_BY);
    return start < 0 ? "" : message.substring(start);
  }

  /// The groups that the lines of a message name.
  public static List<GroupingKey> of(String message) {
    var holders = new ArrayList<GroupingKey>();
    for (String line : message.split("\n", -1)) {
      if (line.startsWith(HELD_BY)) {
        String text = line.substring(HELD_BY.length());
        try {
          holders.add(key(text));
        } catch (IllegalArgumentException _) {
          // A message that was cut off, or one that only begins like ours.
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

  /// The key that `{name="value",...}` shows.
  ///
  /// @throws IllegalArgumentException if the text shows none
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
