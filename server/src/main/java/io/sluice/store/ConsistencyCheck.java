package io.sluice.store;

import io.sluice.command.Command;
import io.sluice.command.PushErrorMessages;
import io.sluice.command.PushErrors;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricType;
import io.sluice.pages.FamilyIndex;
import io.sluice.pages.StoredFamily;
import io.sluice.store.index.KeyShapes;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks whether a push is consistent with the content of the other groups.
///
/// It only examines groups that could conflict with the push: those with families of the same name
/// or of a name that differs by a suffix, and groups whose grouping key has other label names and
/// the same job or none. Its cost does not depend on the size of the state, except for groups that
/// could contain a series of the push: it reads the family in these groups, up to a bound. Errors
/// that do not depend on the state were already found by [Preparation].
///
/// Series are compared like in Prometheus: labels with empty values are ignored.
final class ConsistencyCheck {
  /// The maximum number of bytes of other groups that are read for one push: the default maximum
  /// size of a body, which is a million series of typical length.
  static final long MAX_READ_BYTES = 64L << 20;

  /// The start of the label `job` in sample lines.
  private static final byte[] ANY_JOB = "job=\"".getBytes(StandardCharsets.US_ASCII);

  /// How many times cheaper searching bytes is than parsing them.
  private static final int SCAN_DISCOUNT = 16;

  private final StoreState store;
  private final Command.Push push;

  /// The key without empty labels.
  private final GroupingKey bareKey;

  private final @Nullable GroupRecord group;
  private final PushErrors problems = new PushErrors();

  /// The index of the current family of the push; those before it were already checked.
  private int current;

  /// The index of each name in the push, or null until it is needed: most pushes have no family
  /// that could conflict with another one.
  private @Nullable Map<String, Integer> nameToIndex;

  private long readBytes;

  /// Whether a bound was exceeded: the push is refused, and the rest of it is not checked.
  private boolean isOver;

  /// @param group the group before the push, or null
  ConsistencyCheck(StoreState store, Command.Push push, @Nullable GroupRecord group) {
    this.store = store;
    this.push = push;
    this.bareKey = push.key().withoutEmpty();
    this.group = group;
  }

  PushErrors run() {
    boolean hasOtherShapes = store.shapes.hasOthersThan(bareKey) || store.twin(push.key()) != null;
    for (; current < push.families().size() && !isOver; current++) {
      StoredFamily family = push.families().get(current);
      if (family.seriesCount() > 0 && fitsByName(family)) {
        checkType(family);
        if (hasOtherShapes && canBeInOtherGroups(family)) {
          checkDuplicates(family);
        }
      }
    }
    return problems;
  }

  /// Whether other groups could contain a series of `family` according to their grouping keys.
  private boolean canBeInOtherGroups(StoredFamily family) {
    return !bareKey.job().isEmpty()
        || store.shapes.hasOthersOfJob(bareKey)
        || store.twin(push.key()) != null
        || family.mayHold(ANY_JOB);
  }

  private boolean fitsByName(StoredFamily family) {
    MetricType own = store.ownFamilies.get(family.name());
    if (own != null && own != family.type()) {
      problems.add(PushErrorMessages.ownType(family.name(), family.type(), own));
      return false;
    }
    String clashing = clashingName(family);
    if (clashing == null) {
      return true;
    }
    problems.add(suffixProblem(family, clashing));
    nameHolder(clashing);
    return false;
  }

  /// The name of a family whose samples have the name of this family, or vice versa.
  private @Nullable String clashingName(StoredFamily family) {
    String name = family.name();
    String base = withoutSuffix(name);
    MetricType baseType = base == null ? null : typeElsewhere(base);
    if (baseType != null && baseType.suffixes().stream().anyMatch(name::endsWith)) {
      return base;
    }
    for (String suffix : family.type().suffixes()) {
      if (typeElsewhere(name + suffix) != null) {
        return name + suffix;
      }
    }
    return null;
  }

  private String suffixProblem(StoredFamily family, String clashing) {
    String name = family.name();
    if (clashing.length() < name.length()) {
      return isHistogram(typeElsewhere(clashing))
          ? PushErrorMessages.suffixOfHistogram(name, clashing)
          : PushErrorMessages.suffixOfSummary(name, clashing);
    }
    return clashing.endsWith("_bucket")
        ? PushErrorMessages.bucketTaken(name, clashing)
        : PushErrorMessages.countOrSumTaken(name, clashing);
  }

  /// Adds another group with a family of this name to the error, if there is one.
  private void nameHolder(String name) {
    FamilyIndex index = store.family(name);
    if (index == null) {
      return;
    }
    for (int slot : index.slots(0, 2)) {
      if (group == null || slot != group.slot()) {
        problems.heldBy(store.group(slot).key());
        return;
      }
    }
  }

  private void checkType(StoredFamily family) {
    FamilyIndex index = store.family(family.name());
    if (index == null || index.type() == family.type()) {
      return;
    }
    MetricType stored = typeInGroups(family.name());
    if (stored == null) {
      return;
    }
    for (Metric metric : family.metrics()) {
      problems.add(() -> PushErrorMessages.notOfType(family.name(), metric, family.type(), stored));
    }
    nameHolder(family.name());
  }

  private void checkDuplicates(StoredFamily family) {
    FamilyIndex index = store.family(family.name());
    if (index == null || isInOwnGroupOnly(index)) {
      return;
    }
    List<Metric> metrics = family.metrics();
    BitSet others = othersThatCouldHold(metrics, family, index);
    if (isOver || others.isEmpty()) {
      return;
    }
    Map<Labels, Integer> duplicates = duplicatesIn(others, metrics, index);
    for (Metric metric : metrics) {
      Integer slot = duplicates.get(metric.labels().withoutEmpty());
      if (slot != null) {
        problems.add(() -> PushErrorMessages.duplicateSeries(family.name(), metric, family.type()));
        problems.heldBy(store.group(slot).key());
      }
    }
  }

  /// The slots of the groups that have the family and could contain a series of `metrics`. A series
  /// has all labels of its group's key. So for each shape of keys, it can only be in the group that
  /// its own labels identify.
  private BitSet othersThatCouldHold(List<Metric> metrics, StoredFamily family, FamilyIndex index) {
    var slots = new BitSet();
    store.forEachOf(bareKey, twin -> setIfStored(slots, index, twin));
    for (Metric metric : metrics) {
      List<GroupingKey> keys = store.shapes.othersWithin(metric.labels().withoutEmpty(), bareKey);
      if (keys == null) {
        refuse(
            PushErrorMessages.tooManyKinds(
                family.name(), metric, family.type(), push.key().job(), KeyShapes.MAX_FOUND));
        return slots;
      }
      for (GroupingKey key : keys) {
        store.forEachOf(key, other -> setIfStored(slots, index, other));
      }
    }
    keepThoseWithJob(slots, index);
    readBytes += slots.stream().mapToLong(index::bytesAt).sum();
    if (readBytes > MAX_READ_BYTES) {
      refuse(PushErrorMessages.tooManyBytes(family.name(), push.key().job(), MAX_READ_BYTES));
    }
    return slots;
  }

  private void setIfStored(BitSet slots, FamilyIndex index, GroupRecord other) {
    boolean isOwn = group != null && group.slot() == other.slot();
    if (!isOwn && index.isStoredAt(other.slot())) {
      slots.set(other.slot());
    }
  }

  /// Removes groups without a job that have no series with the job of the push. Such a group may
  /// have much more data of a family than others, so its bytes are searched before they are parsed.
  private void keepThoseWithJob(BitSet slots, FamilyIndex index) {
    if (bareKey.job().isEmpty()) {
      return;
    }
    byte[] job = StoredFamily.label("job", bareKey.job());
    for (int slot = slots.nextSetBit(0); slot >= 0; slot = slots.nextSetBit(slot + 1)) {
      if (store.group(slot).key().job().isEmpty()) {
        readBytes += index.bytesAt(slot) / SCAN_DISCOUNT;
        slots.set(slot, index.mayHold(slot, job));
      }
    }
  }

  /// The metrics that groups at `slots` contain: a map from labels, without empty ones, to the
  /// slot. The groups may be much larger than the push, so only one group at a time is in memory as
  /// objects.
  private static Map<Labels, Integer> duplicatesIn(
      BitSet slots, List<Metric> metrics, FamilyIndex index) {
    Set<Labels> pushed = HashSet.newHashSet(metrics.size());
    metrics.forEach(metric -> pushed.add(metric.labels().withoutEmpty()));
    var duplicates = new HashMap<Labels, Integer>();
    for (int slot = slots.nextSetBit(0); slot >= 0; slot = slots.nextSetBit(slot + 1)) {
      StoredFamily stored = Objects.requireNonNull(index.get(slot));
      for (Metric metric : stored.metrics()) {
        Labels labels = metric.labels().withoutEmpty();
        if (pushed.contains(labels)) {
          duplicates.putIfAbsent(labels, slot);
        }
      }
    }
    return duplicates;
  }

  private boolean isInOwnGroupOnly(FamilyIndex index) {
    return group != null && index.groupCount() == 1 && index.isStoredAt(group.slot());
  }

  private void refuse(String problem) {
    problems.add(problem);
    isOver = true;
  }

  /// The type of the family `name` after the push, without those families of the push that were not
  /// checked yet; or null.
  private @Nullable MetricType typeElsewhere(String name) {
    int index = indexInPush(name);
    if (index >= 0 && index < current && push.families().get(index).seriesCount() > 0) {
      return push.families().get(index).type();
    }
    MetricType own = store.ownFamilies.get(name);
    return own != null ? own : typeInGroups(name);
  }

  /// The type of the family `name` in groups, without families that the push removes; or null.
  private @Nullable MetricType typeInGroups(String name) {
    FamilyIndex index = store.family(name);
    if (index == null) {
      return null;
    }
    boolean isReplaced =
        (push.replace() || indexInPush(name) >= 0)
            && group != null
            && index.isStoredAt(group.slot());
    return index.groupCount() > (isReplaced ? 1 : 0) ? index.type() : null;
  }

  /// The index of the family with this name in the push, or -1.
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
    for (String suffix : MetricType.ALL_SUFFIXES) {
      if (name.length() > suffix.length() && name.endsWith(suffix)) {
        return name.substring(0, name.length() - suffix.length());
      }
    }
    return null;
  }
}
