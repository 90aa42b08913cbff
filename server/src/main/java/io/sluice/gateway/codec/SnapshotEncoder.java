package io.sluice.gateway.codec;

import io.sluice.pages.FamilyHead;
import io.sluice.pages.PackedFamilies;
import io.sluice.pages.StoredFamily;
import io.sluice.store.GroupView;
import io.sluice.store.StoreView;
import io.sluice.store.index.AppliedPush;
import io.sluice.store.index.NameSet;
import io.sluice.store.index.Tombstone;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.TreeMap;

/// Encodes a view as the parts of a snapshot, one part at a time. [SnapshotDecoder] reads them.
///
/// ```
/// GROUPS   for each of up to 32 groups: slot, key, push statistics, lifetimes, number of its set
///          of names (, the names, if this part has not contained them yet), families without
///          series, aggregation states
/// PAGE     heads, count of families, optional arrays present, slots, ends, times (, series counts)
///          (, indexes of heads), bytes; the arrays are those of PackedFamilies
/// ```
///
/// First all groups, then all pages, family by family; then the recently expired groups, and the
/// pushes that must not be applied again. Pages have the same layout in the file as in memory,
/// which makes the startup fast: reading a page takes a few array copies, independent of its
/// content.
public final class SnapshotEncoder implements Iterator<byte[]> {
  /// No longer written: the head of a family, with a number.
  static final int HEAD = 1;

  /// No longer written: a group with its families, and only the times of its last pushes.
  static final int TIMED_GROUP = 2;

  /// No longer written: an expired group with its whole key.
  static final int KEYED_TOMBSTONE = 3;

  /// No longer written: a push with the whole key of its group.
  static final int KEYED_REMEMBERED_PUSH = 4;

  /// No longer written: a group with its families.
  static final int GROUP = 5;

  /// No longer written: groups without the text file they were read from.
  static final int GROUPS_WITHOUT_FILES = 6;

  static final int PAGE = 7;
  static final int TOMBSTONE = 8;
  static final int REMEMBERED_PUSH = 9;
  static final int GROUPS = 10;

  static final int HAS_SERIES_COUNTS = 1;
  static final int HAS_HEAD_INDEXES = 2;

  /// One record per group would double the time to read it. Damage is limited to one record, so
  /// each part is self-contained.
  static final int GROUPS_A_PART = 32;

  private final Iterator<GroupView> groups;
  private final Iterator<PackedFamilies> pages;
  private final Iterator<Tombstone> tombstones;
  private final Iterator<AppliedPush> remembered;
  private final Queue<byte[]> ready = new ArrayDeque<>();

  public SnapshotEncoder(StoreView view) {
    this.groups = view.groups();
    this.pages = view.pages();
    this.tombstones = view.tombstones().iterator();
    this.remembered = view.rememberedPushes();
  }

  @Override
  public boolean hasNext() {
    return !ready.isEmpty()
        || groups.hasNext()
        || pages.hasNext()
        || tombstones.hasNext()
        || remembered.hasNext();
  }

  @Override
  public byte[] next() {
    if (ready.isEmpty()) {
      addNext();
    }
    byte[] part = ready.poll();
    if (part == null) {
      throw new NoSuchElementException();
    }
    return part;
  }

  private void addNext() {
    if (groups.hasNext()) {
      addGroups();
    } else if (pages.hasNext()) {
      add(pages.next());
    } else if (tombstones.hasNext()) {
      add(tombstones.next());
    } else if (remembered.hasNext()) {
      add(remembered.next());
    }
  }

  private void add(Tombstone tombstone) {
    ready.add(
        new RecordWriter()
            .octet(TOMBSTONE)
            .digest(tombstone.key())
            .varint(tombstone.expiredNanos())
            .varint(tombstone.pushNanos())
            .toBytes());
  }

  private void add(AppliedPush push) {
    ready.add(
        new RecordWriter()
            .octet(REMEMBERED_PUSH)
            .digest(push.name())
            .varint(push.fingerprint())
            .varint(push.untilNanos())
            .toBytes());
  }

  private void addGroups() {
    var out = new RecordWriter().octet(GROUPS);
    var namesToNumber = new HashMap<NameSet, Integer>();
    for (int i = 0; i < GROUPS_A_PART && groups.hasNext(); i++) {
      add(groups.next(), namesToNumber, out);
    }
    ready.add(out.toBytes());
  }

  private static void add(GroupView group, Map<NameSet, Integer> namesToNumber, RecordWriter out) {
    out.varint(group.slot())
        .key(group.key())
        .pushStats(group.pushStats())
        .lifetimes(group.lifetimes());
    add(group.names(), namesToNumber, out);
    List<StoredFamily> empty = group.emptyFamilies();
    out.varint(empty.size());
    for (StoredFamily family : empty) {
      HeadCodec.encode(out, family.head());
      out.blob(family.bytes()).varint(family.receivedNanos());
    }
    out.varint(group.aggregationStates().size());
    new TreeMap<>(group.aggregationStates()).forEach((name, bytes) -> out.text(name).blob(bytes));
  }

  private static void add(NameSet names, Map<NameSet, Integer> namesToNumber, RecordWriter out) {
    Integer known = namesToNumber.putIfAbsent(names, namesToNumber.size());
    if (known != null) {
      out.varint(known);
      return;
    }
    out.varint(namesToNumber.size() - 1).varint(names.size());
    for (int i = 0; i < names.size(); i++) {
      out.text(names.name(i));
    }
  }

  private void add(PackedFamilies page) {
    var out = new RecordWriter().octet(PAGE).varint(page.heads().length);
    for (FamilyHead head : page.heads()) {
      HeadCodec.encode(out, head);
    }
    int[] seriesCounts = page.seriesCounts();
    byte[] headIndexes = page.headIndexes();
    out.varint(page.size())
        .octet(
            (seriesCounts == null ? 0 : HAS_SERIES_COUNTS)
                | (headIndexes == null ? 0 : HAS_HEAD_INDEXES))
        .ints(page.slots())
        .ints(page.ends())
        .longs(page.receivedNanos());
    if (seriesCounts != null) {
      out.ints(seriesCounts);
    }
    if (headIndexes != null) {
      out.blob(headIndexes);
    }
    ready.add(out.blob(page.bytes()).toBytes());
  }
}
