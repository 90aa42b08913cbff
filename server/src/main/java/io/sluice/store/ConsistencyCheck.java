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
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
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
/// by a suffix, and groups whose grouping key has other label names and the same job or none. Its
/// cost does not depend on how much is held, but for the groups that a series of the push could be
/// in: of these it reads the family, up to a bound. What is wrong with a push by itself was found
/// by [Preparation] before.
///
/// Series are equal when Prometheus takes them for one: labels with empty values do not count.
final class ConsistencyCheck {
  /// How much of what others hold is read for one push: as much as a body may bring by default, a
  /// million series of usual length.
  static final long MOST_HELD_BYTES = 64L << 20;

  /// The start of the label `job` in sample lines.
  private static final byte[] ANY_JOB = "job=\"".getBytes(StandardCharsets.US_ASCII);

  /// What reading bytes costs less than making objects of them.
  private static final int SCAN_DISCOUNT = 16;

  private final StoreState store;
  private final Command.Push push;

  /// The key without its empty labels.
  private final GroupingKey bareKey;

  private final @Nullable GroupRecord group;
  private final PushErrors problems = new PushErrors();

  /// The families of the push that were looked at already are those before this one.
  private int current;

  /// Where in the push each name is, or null until it is needed: most pushes have no family that
  /// could clash with another one.
  private @Nullable Map<String, Integer> nameToIndex;

  private long heldBytes;

  /// Whether a bound was passed: the push is refused, and the rest of it not looked at.
  private boolean isOver;

  /// @param group the group as it is before the push, or null
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
        if (hasOtherShapes && canBeHeldByOthers(family)) {
          checkDuplicates(family);
        }
      }
    }
    return problems;
  }

  /// Whether others could hold a series of `family` by the labels of the grouping keys.
  private boolean canBeHeldByOthers(StoredFamily family) {
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

  /// The name of a family that has this one's name among its samples, or the other way round.
  private @Nullable String clashingName(StoredFamily family) {
    String name = family.name();
    String base = withoutSuffix(name);
    MetricType baseType = base == null ? null : typeElsewhere(base);
    if (isHistogram(baseType) || (baseType == MetricType.SUMMARY && !name.endsWith("_bucket"))) {
      return base;
    }
    if (family.type() != MetricType.SUMMARY && !isHistogram(family.type())) {
      return null;
    }
    for (String suffix : List.of("_count", "_sum")) {
      if (typeElsewhere(name + suffix) != null) {
        return name + suffix;
      }
    }
    return isHistogram(family.type()) && typeElsewhere(name + "_bucket") != null
        ? name + "_bucket"
        : null;
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

  /// Names a group other than that of the push that holds a family of this name, if there is one.
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
    MetricType held = typeHeldBesides(family.name());
    if (held == null) {
      return;
    }
    for (Metric metric : family.metrics()) {
      problems.add(() -> PushErrorMessages.notOfType(family.name(), metric, family.type(), held));
    }
    nameHolder(family.name());
  }

  private void checkDuplicates(StoredFamily family) {
    FamilyIndex index = store.family(family.name());
    if (index == null || isHeldByOwnGroupOnly(index)) {
      return;
    }
    List<Metric> metrics = family.metrics();
    BitSet others = othersThatCouldHold(metrics, family, index);
    if (isOver || others.isEmpty()) {
      return;
    }
    Map<Labels, Integer> duplicates = heldByAny(others, metrics, index);
    for (Metric metric : metrics) {
      Integer slot = duplicates.get(metric.labels().withoutEmpty());
      if (slot != null) {
        problems.add(() -> PushErrorMessages.duplicateSeries(family.name(), metric, family.type()));
        problems.heldBy(store.group(slot).key());
      }
    }
  }

  /// The slots of the groups that hold the family and could hold a series of `metrics`. A series
  /// carries the whole key of its group, so of each shape of keys it can only be in the group that
  /// its own labels name.
  private BitSet othersThatCouldHold(List<Metric> metrics, StoredFamily family, FamilyIndex index) {
    var slots = new BitSet();
    store.forEachOf(bareKey, twin -> setIfHeld(slots, index, twin));
    for (Metric metric : metrics) {
      List<GroupingKey> keys = store.shapes.othersWithin(metric.labels().withoutEmpty(), bareKey);
      if (keys == null) {
        refuse(
            PushErrorMessages.tooManyKinds(
                family.name(), metric, family.type(), push.key().job(), KeyShapes.MOST_FOUND));
        return slots;
      }
      for (GroupingKey key : keys) {
        store.forEachOf(key, other -> setIfHeld(slots, index, other));
      }
    }
    keepThoseWithJob(slots, index);
    heldBytes += slots.stream().mapToLong(index::bytesAt).sum();
    if (heldBytes > MOST_HELD_BYTES) {
      refuse(PushErrorMessages.tooMuchHeld(family.name(), push.key().job(), MOST_HELD_BYTES));
    }
    return slots;
  }

  private void setIfHeld(BitSet slots, FamilyIndex index, GroupRecord other) {
    boolean isOwn = group != null && group.slot() == other.slot();
    if (!isOwn && index.isHeldAt(other.slot())) {
      slots.set(other.slot());
    }
  }

  /// Takes out groups without a job of which no series has the job of the push. Such a group may
  /// hold much more of a family than others do, so its bytes are searched before they are read.
  private void keepThoseWithJob(BitSet slots, FamilyIndex index) {
    if (bareKey.job().isEmpty()) {
      return;
    }
    byte[] job = StoredFamily.label("job", bareKey.job());
    for (int slot = slots.nextSetBit(0); slot >= 0; slot = slots.nextSetBit(slot + 1)) {
      if (store.group(slot).key().job().isEmpty()) {
        heldBytes += index.bytesAt(slot) / SCAN_DISCOUNT;
        slots.set(slot, index.mayHold(slot, job));
      }
    }
  }

  /// Which of `metrics` are held at one of `slots`, and at which: labels without empty ones to a
  /// slot. What is held is gone through group by group, so that one is in memory at a time; it may
  /// be much more than the push.
  private static Map<Labels, Integer> heldByAny(
      BitSet slots, List<Metric> metrics, FamilyIndex index) {
    Set<Labels> pushed = HashSet.newHashSet(metrics.size());
    metrics.forEach(metric -> pushed.add(metric.labels().withoutEmpty()));
    var duplicates = new HashMap<Labels, Integer>();
    for (int slot = slots.nextSetBit(0); slot >= 0; slot = slots.nextSetBit(slot + 1)) {
      StoredFamily held = Objects.requireNonNull(index.get(slot));
      for (Metric metric : held.metrics()) {
        Labels labels = metric.labels().withoutEmpty();
        if (pushed.contains(labels)) {
          duplicates.putIfAbsent(labels, slot);
        }
      }
    }
    return duplicates;
  }

  private boolean isHeldByOwnGroupOnly(FamilyIndex index) {
    return group != null && index.groupCount() == 1 && index.isHeldAt(group.slot());
  }

  private void refuse(String problem) {
    problems.add(problem);
    isOver = true;
  }

  /// The type of what will be there under `name` once the push is applied, leaving out the families
  /// of the push not yet looked at; or null.
  private @Nullable MetricType typeElsewhere(String name) {
    int index = indexInPush(name);
    if (index >= 0 && index < current && push.families().get(index).seriesCount() > 0) {
      return push.families().get(index).type();
    }
    MetricType own = store.ownFamilies.get(name);
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
