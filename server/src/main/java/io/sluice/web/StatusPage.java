package io.sluice.web;

import io.sluice.gateway.Gateway;
import io.sluice.http.Header;
import io.sluice.http.Response;
import io.sluice.model.Utf8;
import io.sluice.store.Group;
import io.sluice.store.StoreView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The page at `/`: the first groups, with their push times, and what was started how. Plain HTML
/// without scripts; it shows no more than a few hundred groups, however many there are.
final class StatusPage {
  private static final int MOST_GROUPS = 500;
  private static final long NANOS = 1_000_000_000L;

  private final Gateway gateway;
  private final Map<String, String> flags;
  private final Map<String, String> buildInformation;
  private final String externalPrefix;
  private final Instant start;

  /// @param externalPrefix the path under which browsers find the gateway, without a slash at its
  ///   end
  StatusPage(
      Gateway gateway,
      Map<String, String> flags,
      Map<String, String> buildInformation,
      String externalPrefix,
      Instant start) {
    this.gateway = gateway;
    this.flags = new TreeMap<>(flags);
    this.buildInformation = new TreeMap<>(buildInformation);
    this.externalPrefix = externalPrefix.isEmpty() ? "." : externalPrefix;
    this.start = start;
  }

  Response show() {
    StoreView view = gateway.view();
    List<Group> groups = firstGroups(view);
    String page =
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="robots" content="noindex,nofollow">
        <meta name="viewport" content="width=device-width">
        <title>Prometheus Pushgateway</title>
        <link rel="stylesheet" href="%s/static/status.css">
        </head>
        <body>
        <h1>Sluice</h1>
        <p>A push gateway for Prometheus. Groups held: %d.</p>
        <h2>Groups</h2>
        %s
        <h2>Status</h2>
        %s
        </body>
        </html>
        """
            .formatted(
                html(externalPrefix), view.groupCount(), groupTable(view, groups), statusTable());
    return new Response(
        200,
        List.of(new Header("Content-Type", "text/html; charset=utf-8")),
        new Response.Bytes(page.getBytes(StandardCharsets.UTF_8)));
  }

  /// The groups with the smallest keys, in their order.
  private static List<Group> firstGroups(StoreView view) {
    Comparator<Group> order = Comparator.comparing(Group::key);
    var first = new PriorityQueue<Group>(order.reversed());
    view.forEachGroup(
        group -> {
          first.add(group);
          if (first.size() > MOST_GROUPS) {
            first.poll();
          }
        });
    return first.stream().sorted(order).toList();
  }

  private static String groupTable(StoreView view, List<Group> groups) {
    if (groups.isEmpty()) {
      return "<p>Nothing was pushed yet.</p>";
    }
    var rows = new StringBuilder();
    for (Group group : groups) {
      rows.append(
          "<tr><td><code>%s</code></td><td>%d</td><td>%s</td><td>%s</td></tr>\n"
              .formatted(
                  html(group.key().toString()),
                  group.families().size(),
                  time(group.pushNanos()),
                  failure(group)));
    }
    String rest =
        view.groupCount() > groups.size()
            ? "<p>The first %d of %d groups.</p>".formatted(groups.size(), view.groupCount())
            : "";
    return """
        <table>
        <thead><tr><th>Group</th><th>Families</th><th>Last push</th><th>Last push failed</th></tr></thead>
        <tbody>
        %s</tbody>
        </table>
        %s"""
        .formatted(rows, rest);
  }

  private static String failure(Group group) {
    if (group.isLastPushSuccessful()) {
      return "";
    }
    String message = group.failureMessage();
    return "<span class=\"failed\">Last push failed!</span> %s<br>%s"
        .formatted(time(group.failureNanos()), html(message == null ? "" : message));
  }

  private String statusTable() {
    var rows = new StringBuilder();
    Stream.of(
            Map.of("started", start.truncatedTo(ChronoUnit.SECONDS).toString()).entrySet(),
            buildInformation.entrySet(),
            flags.entrySet())
        .flatMap(entries -> entries.stream())
        .forEach(
            entry ->
                rows.append(
                    "<tr><th scope=\"row\">%s</th><td><code>%s</code></td></tr>\n"
                        .formatted(html(entry.getKey()), html(entry.getValue()))));
    return "<table>\n<tbody>\n%s</tbody>\n</table>".formatted(rows);
  }

  private static String time(long nanos) {
    return nanos == 0 ? "never" : Instant.ofEpochSecond(nanos / NANOS).toString();
  }

  /// `text` as it is safe between tags and in quoted attributes.
  private static String html(String text) {
    return Utf8.replaceInvalid(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
