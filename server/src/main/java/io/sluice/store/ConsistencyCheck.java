package io.sluice.store;

import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether a push fits with what the other groups hold.
///
/// It asks only what could clash with the push: the holders of the same names, of names that differ
/// by a suffix, and groups of the same job whose grouping key has other label names. Its cost does
/// not depend on how much is held. What is wrong with a push by itself was found by [Preparation]
/// before.
final class ConsistencyCheck {
  private final Store store;
  private final Command.Push push;
  private final @Nullable StoredGroup group;
  private final Problems problems = new Problems();

  /// The families of the push that were looked at already are those before this one.
  private int current;

  /// Where in the push each name is, or null as long as nobody has asked: most pushes have no
  /// family that could clash with another one.
  private @Nullable Map<String, Integer> nameToIndex;

  /// @param group the group as it is before the push, or null
  ConsistencyCheck(Store store, Command.Push push, @Nullable StoredGroup group) {
    this.store = store;
    this.push = push;
    this.group = group;
  }

  Problems run() {
    boolean hasOtherShapes = store.shapes().hasOthersThan(push.key());
    for (; current < push.families().size(); current++) {
      StoredFamily family = push.families().get(current);
      if (family.seriesCount() > 0 && fitsByName(family)) {
        checkType(family);
        if (hasOtherShapes) {
          checkDuplicates(family);
        }
      }
    }
    return problems;
  }

  private boolean fitsByName(StoredFamily family) {
    MetricType own = store.ownFamilies().get(family.name());
    String problem =
        own != null && own != family.type()
            ? Clash.ownType(family.name(), family.type(), own)
            : suffixProblem(family);
    if (problem != null) {
      problems.add(problem);
    }
    return problem == null;
  }

  private @Nullable String suffixProblem(StoredFamily family) {
    String name = family.name();
    String base = withoutSuffix(name);
    MetricType baseType = base == null ? null : typeElsewhere(base);
    if (base != null && baseType == MetricType.SUMMARY && !name.endsWith("_bucket")) {
      return Clash.suffixOfSummary(name, base);
    }
    if (base != null && isHistogram(baseType)) {
      return Clash.suffixOfHistogram(name, base);
    }
    if (family.type() != MetricType.SUMMARY && !isHistogram(family.type())) {
      return null;
    }
    for (String suffix : List.of("_count", "_sum")) {
      if (typeElsewhere(name + suffix) != null) {
        return Clash.countOrSumTaken(name, name + suffix);
      }
    }
    return isHistogram(family.type()) && typeElsewhere(name + "_bucket") != null
        ? Clash.bucketTaken(name, name + "_bucket")
        : null;
  }

  private void checkType(StoredFamily family) {
    FamilyIndex index = store.family(family.name());
    if (index == null || index.type() == family.type()) {
      return;
    }
    MetricType held = typeHeldBesides(family.name());
    if (held == null) {
      return;
    }
    for (Metric metric : family.metrics()) {
      problems.add(Clash.notOfType(family.name(), metric, family.type(), held));
    }
  }

  private void checkDuplicates(StoredFamily family) {
    FamilyIndex index = store.family(family.name());
    if (index == null) {
      return;
    }
    var seriesOfOthers = new HashMap<GroupingKey, Set<Labels>>();
    for (Metric metric : family.metrics()) {
      for (List<String> shape : store.shapes().othersWithin(metric.labels(), push.key())) {
        if (isHeldByGroupOf(shape, index, metric.labels(), seriesOfOthers)) {
          problems.add(Clash.duplicateSeries(family.name(), metric, family.type()));
          break;
        }
      }
    }
  }

  /// A series carries the whole key of its group, so the only group of `shape` that could hold it
  /// is the one its own labels name.
  private boolean isHeldByGroupOf(
      List<String> shape,
      FamilyIndex family,
      Labels series,
      Map<GroupingKey, Set<Labels>> seriesOfOthers) {
    GroupingKey key = project(series, shape);
    StoredGroup other = store.group(key);
    return other != null
        && family.isHeldAt(other.slot())
        && seriesOfOthers.computeIfAbsent(key, k -> seriesOf(k, family.name())).contains(series);
  }

  private Set<Labels> seriesOf(GroupingKey key, String family) {
    StoredFamily held = store.held(key, family);
    var series = new HashSet<Labels>();
    if (held != null) {
      held.metrics().forEach(metric -> series.add(metric.labels()));
    }
    return series;
  }

  private static GroupingKey project(Labels series, List<String> shape) {
    var pairs = new String[2 * shape.size()];
    int length = 0;
    for (String name : shape) {
      pairs[length++] = name;
      pairs[length++] = Objects.requireNonNull(series.get(name));
    }
    return new GroupingKey(Labels.of(pairs));
  }

  /// The type of what will be there under `name` once the push is applied, leaving out the families
  /// of the push not yet looked at; or null.
  private @Nullable MetricType typeElsewhere(String name) {
    int index = indexInPush(name);
    if (index >= 0 && index < current && push.families().get(index).seriesCount() > 0) {
      return push.families().get(index).type();
    }
    MetricType own = store.ownFamilies().get(name);
    return own != null ? own : typeHeldBesides(name);
  }

  /// The type under which groups hold `name`, not counting what the push takes away; or null.
  private @Nullable MetricType typeHeldBesides(String name) {
    FamilyIndex index = store.family(name);
    if (index == null) {
      return null;
    }
    boolean goesAway =
        (push.replace() || indexInPush(name) >= 0) && group != null && index.isHeldAt(group.slot());
    return index.groupCount() > (goesAway ? 1 : 0) ? index.type() : null;
  }

  /// Where in the push a family of this name is, or -1.
  private int indexInPush(String name) {
    if (nameToIndex == null) {
      nameToIndex = HashMap.newHashMap(push.families().size());
      for (int i = 0; i < push.families().size(); i++) {
        nameToIndex.put(push.families().get(i).name(), i);
      }
    }
    return nameToIndex.getOrDefault(name, -1);
  }

  private static boolean isHistogram(@Nullable MetricType type) {
    return type == MetricType.HISTOGRAM || type == MetricType.GAUGE_HISTOGRAM;
  }

  private static @Nullable String withoutSuffix(String name) {
    for (String suffix : List.of("_count", "_sum", "_bucket")) {
      if (name.length() > suffix.length() && name.endsWith(suffix)) {
        return name.substring(0, name.length() - suffix.length());
      }
    }
    return null;
  }
}
