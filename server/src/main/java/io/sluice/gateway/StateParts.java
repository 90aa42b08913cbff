package io.sluice.gateway;

import io.sluice.store.FamilyHead;
import io.sluice.store.Group;
import io.sluice.store.RememberedPush;
import io.sluice.store.StoreView;
import io.sluice.store.StoredFamily;
import io.sluice.store.Tombstone;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.TreeMap;

/// A view as the parts of a snapshot, made while they are taken.
///
/// A head says once what families have in common, under a number. A group is its slot, key, what
/// became of its pushes, its lifetimes, its families, each as the number of its head and what is
/// its own, and what aggregation remembers of them. Then come the groups that expired lately, and
/// the pushes that are not to be applied again.
final class StateParts implements Iterator<byte[]> {
  static final int HEAD = 1;

  /// No longer written: of the pushes to a group it knows only when the last ones came.
  static final int TIMED_GROUP = 2;

  static final int TOMBSTONE = 3;
  static final int REMEMBERED_PUSH = 4;
  static final int GROUP = 5;

  private final Iterator<Group> groups;
  private final Iterator<Tombstone> tombstones;
  private final Iterator<RememberedPush> remembered;
  private final Map<FamilyHead, Integer> headToNumber = new HashMap<>();
  private final Queue<byte[]> ready = new ArrayDeque<>();

  StateParts(StoreView view) {
    this.groups = view.groups();
    this.tombstones = view.tombstones().iterator();
    this.remembered = view.rememberedPushes();
  }

  @Override
  public boolean hasNext() {
    return !ready.isEmpty() || groups.hasNext() || tombstones.hasNext() || remembered.hasNext();
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
      add(groups.next());
    } else if (tombstones.hasNext()) {
      add(tombstones.next());
    } else if (remembered.hasNext()) {
      add(remembered.next());
    }
  }

  private void add(Tombstone tombstone) {
    ready.add(
        new Encoder()
            .octet(TOMBSTONE)
            .key(tombstone.key())
            .varint(tombstone.expiredNanos())
            .varint(tombstone.pushNanos())
            .toBytes());
  }

  private void add(RememberedPush push) {
    ready.add(
        new Encoder()
            .octet(REMEMBERED_PUSH)
            .key(push.key())
            .text(push.once())
            .varint(push.fingerprint())
            .varint(push.untilNanos())
            .toBytes());
  }

  /// Makes the part of a group ready, and before it those of heads that were not met before.
  private void add(Group group) {
    List<StoredFamily> families = group.families();
    var out =
        new Encoder()
            .octet(GROUP)
            .varint(group.slot())
            .key(group.key())
            .history(group.history())
            .lifetimes(group.lifetimes())
            .varint(families.size());
    for (StoredFamily family : families) {
      out.varint(number(family.head()))
          .blob(family.bytes())
          .varint(family.seriesCount())
          .varint(family.receivedNanos());
    }
    out.varint(group.memories().size());
    new TreeMap<>(group.memories()).forEach((name, memory) -> out.text(name).blob(memory));
    ready.add(out.toBytes());
  }

  private int number(FamilyHead head) {
    Integer known = headToNumber.get(head);
    if (known != null) {
      return known;
    }
    int number = headToNumber.size();
    headToNumber.put(head, number);
    var out = new Encoder().octet(HEAD).varint(number);
    HeadCodec.encode(out, head);
    ready.add(out.toBytes());
    return number;
  }
}
