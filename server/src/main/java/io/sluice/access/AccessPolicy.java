package io.sluice.access;

import io.sluice.selector.Matcher;
import io.sluice.selector.Selector;
import io.sluice.selector.SelectorException;
import io.sluice.yaml.YamlException;
import io.sluice.yaml.YamlMap;
import io.sluice.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The content of an access file. Everything else is forbidden.
///
/// ```yaml
/// users:
///   ci:
///     push: ['{job=~"build-.*"}']
///     delete: ['{job=~"build-.*"}']
///   prometheus:
///     scrape: true
///   ops:
///     scrape: true
///     push: ['{job=~".+"}']
///     delete: ['{job=~".+"}']
///     admin: true
/// default:        # users that are not listed
///   scrape: true
/// anonymous: {}   # requests without a user
/// ```
///
/// @param users by name
/// @param others of users that are not listed
/// @param anonymous of requests without a user
record AccessPolicy(Map<String, Rights> users, Rights others, Rights anonymous) {
  /// The allowed keys at the root of an access file.
  static final Set<String> KEYS = Set.of("users", "default", "anonymous");

  AccessPolicy {
    users = Map.copyOf(users);
  }

  static AccessPolicy of(YamlMap root) throws YamlException {
    var users = new HashMap<String, Rights>();
    YamlMap listed = root.map("users");
    if (listed != null) {
      for (String name : listed.keys()) {
        users.put(name, rights(listed.map(name)));
      }
    }
    var policy =
        new AccessPolicy(users, rights(root.map("default")), rights(root.map("anonymous")));
    root.finish();
    return policy;
  }

  Rights of(@Nullable String user) {
    return user == null ? anonymous : users.getOrDefault(user, others);
  }

  private static Rights rights(@Nullable YamlMap map) throws YamlException {
    if (map == null) {
      return Rights.NONE;
    }
    var rights =
        new Rights(
            Boolean.TRUE.equals(map.bool("scrape")),
            Boolean.TRUE.equals(map.bool("admin")),
            selectors(map, "push"),
            selectors(map, "delete"));
    map.finish();
    return rights;
  }

  private static List<Selector> selectors(YamlMap map, String key) throws YamlException {
    var selectors = new ArrayList<Selector>();
    for (YamlScalar text : map.scalars(key)) {
      selectors.add(selector(text));
    }
    return selectors;
  }

  private static Selector selector(YamlScalar text) throws YamlException {
    Selector selector;
    try {
      selector = Selector.parse(text.text());
    } catch (SelectorException e) {
      throw text.problem(String.valueOf(e.getMessage()));
    }
    if (selector.matchers().stream()
        .anyMatch(matcher -> matcher.name().equals(Matcher.METRIC_NAME))) {
      throw text.problem("a group has no metric name: " + text.shown());
    }
    return selector;
  }
}
