package io.sluice.gateway.codec;

import io.sluice.command.Lifetimes;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.pages.FamilyHead;
import io.sluice.pages.PackedFamilies;
import io.sluice.pages.StoredFamily;
import io.sluice.store.GroupPushStats;
import io.sluice.store.GroupSnapshot;
import io.sluice.store.Store;
import io.sluice.store.index.AppliedPush;
import io.sluice.store.index.Digest;
import io.sluice.store.index.NameSet;
import io.sluice.store.index.Tombstone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the parts of a snapshot from [SnapshotEncoder] of this version or an earlier one.
public final class SnapshotDecoder {
  private final Store store;

  /// The heads of families of [SnapshotEncoder#GROUP] and [SnapshotEncoder#TIMED_GROUP], by number.
  private final Map<Integer, FamilyHead> numberToHead = new HashMap<>();

  /// Shares one object among equal sets of names.
  private final Map<NameSet, NameSet> nameSets = new HashMap<>();

  /// Shares one object among equal heads of pages.
  private final Map<FamilyHead, FamilyHead> heads = new HashMap<>();

  /// The labels of the previous group: the next group mostly has the same names and job.
  private Labels lastLabels = Labels.EMPTY;

  /// @param store receives the parts
  public SnapshotDecoder(Store store) {
    this.store = store;
  }

  /// Puts a part into the store. Call it with all parts in their order.
  public void restore(byte[] bytes, int length) throws IOException {
    var in = new RecordReader(bytes, length);
    int kind = in.octet();
    Runnable part =
        switch (kind) {
          case SnapshotEncoder.HEAD -> head(in);
          case SnapshotEncoder.TIMED_GROUP -> groupWithFamilies(in, true);
          case SnapshotEncoder.GROUP -> groupWithFamilies(in, false);
          case SnapshotEncoder.KEYED_TOMBSTONE -> tombstone(Digest.of(in.key()), in);
          case SnapshotEncoder.KEYED_REMEMBERED_PUSH ->
              rememberedPush(Digest.of(in.key(), in.text()), in);
          case SnapshotEncoder.TOMBSTONE -> tombstone(in.digest(), in);
          case SnapshotEncoder.REMEMBERED_PUSH -> rememberedPush(in.digest(), in);
          case SnapshotEncoder.GROUPS -> groups(in, true);
          case SnapshotEncoder.GROUPS_WITHOUT_FILES -> groups(in, false);
          case SnapshotEncoder.PAGE -> page(in);
          default -> throw new IOException("unknown part: kind=" + kind);
        };
    in.end();
    try {
      part.run();
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Runnable head(RecordReader in) throws IOException {
    numberToHead.put(in.atMost(Integer.MAX_VALUE), HeadCodec.decode(in));
    return () -> {};
  }

  private Runnable tombstone(Digest key, RecordReader in) throws IOException {
    var tombstone = new Tombstone(key, in.varint(), in.varint());
    return () -> store.restore(tombstone);
  }

  private Runnable rememberedPush(Digest name, RecordReader in) throws IOException {
    var push = new AppliedPush(name, in.varint(), in.varint());
    return () -> store.restore(push);
  }

  private Runnable groups(RecordReader in, boolean hasFiles) throws IOException {
    var groups = new ArrayList<GroupSnapshot>(SnapshotEncoder.GROUPS_A_PART);
    var namesOfPart = new ArrayList<NameSet>();
    while (in.hasMore()) {
      groups.add(group(in, namesOfPart, hasFiles));
    }
    return () -> groups.forEach(store::restore);
  }

  private GroupSnapshot group(RecordReader in, List<NameSet> namesOfPart, boolean hasFiles)
      throws IOException {
    int slot = in.atMost(Integer.MAX_VALUE - 1);
    GroupingKey key = in.key(lastLabels);
    lastLabels = key.labels();
    GroupPushStats pushStats = hasFiles ? in.pushStats() : in.pushStatsWithoutFile();
    Lifetimes lifetimes = in.lifetimes();
    NameSet names = names(in, namesOfPart);
    var empty = new ArrayList<StoredFamily>();
    for (int left = in.count(); left > 0; left--) {
      empty.add(new StoredFamily(HeadCodec.decode(in), in.blob(), 0, in.varint()));
    }
    return new GroupSnapshot(key, slot, names, empty, pushStats, lifetimes, aggregationStates(in));
  }

  private NameSet names(RecordReader in, List<NameSet> namesOfPart) throws IOException {
    int number = in.atMost(namesOfPart.size());
    if (number == namesOfPart.size()) {
      var names = new ArrayList<String>();
      for (int left = in.count(); left > 0; left--) {
        names.add(in.text());
      }
      namesOfPart.add(nameSets.computeIfAbsent(NameSet.of(names), set -> set));
    }
    return namesOfPart.get(number);
  }

  private Runnable page(RecordReader in) throws IOException {
    var headsOfPage = new FamilyHead[in.count()];
    for (int i = 0; i < headsOfPage.length; i++) {
      headsOfPage[i] = heads.computeIfAbsent(HeadCodec.decode(in), head -> head);
    }
    int size = in.count();
    int lists = in.octet();
    var page =
        new PackedFamilies(
            in.ints(size),
            in.ints(size),
            in.longs(size),
            (lists & SnapshotEncoder.HAS_SERIES_COUNTS) != 0 ? in.ints(size) : null,
            headsOfPage,
            (lists & SnapshotEncoder.HAS_HEAD_INDEXES) != 0 ? in.blob() : null,
            in.blob());
    return () -> store.restore(page);
  }

  /// A group together with its families, as earlier versions wrote it.
  private Runnable groupWithFamilies(RecordReader in, boolean isTimed) throws IOException {
    int slot = in.atMost(Integer.MAX_VALUE - 1);
    GroupingKey key = in.key();
    GroupPushStats pushStats = isTimed ? timedPushStats(in) : in.pushStatsWithoutFile();
    Lifetimes lifetimes = isTimed ? Lifetimes.NONE : in.lifetimes();
    int count = in.count();
    var families = new ArrayList<StoredFamily>(count);
    for (int i = 0; i < count; i++) {
      int number = in.atMost(Integer.MAX_VALUE);
      FamilyHead head = numberToHead.get(number);
      if (head == null) {
        throw new IOException("a family of group %s has no head: number=%d".formatted(key, number));
      }
      families.add(new StoredFamily(head, in.blob(), in.atMost(Integer.MAX_VALUE), in.varint()));
    }
    Map<String, byte[]> aggregationStates = isTimed ? Map.of() : aggregationStates(in);
    var group =
        new GroupSnapshot(
            key, slot, NameSet.EMPTY, families, pushStats, lifetimes, aggregationStates);
    return () -> store.restore(group);
  }

  private static Map<String, byte[]> aggregationStates(RecordReader in) throws IOException {
    int count = in.count();
    if (count == 0) {
      return Map.of();
    }
    var aggregationStates = new HashMap<String, byte[]>();
    for (int left = count; left > 0; left--) {
      aggregationStates.put(in.text(), in.blob());
    }
    return aggregationStates;
  }

  private static GroupPushStats timedPushStats(RecordReader in) throws IOException {
    long pushNanos = in.varint();
    return new GroupPushStats(
        pushNanos, pushNanos == 0 ? 0 : 1, in.varint(), in.optionalText(), null, null);
  }
}
