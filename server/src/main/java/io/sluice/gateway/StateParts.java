package io.sluice.gateway;

import io.sluice.store.FamilyHead;
import io.sluice.store.Group;
import io.sluice.store.StoreView;
import io.sluice.store.StoredFamily;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;

/// A view as the parts of a snapshot, made while they are taken.
///
/// There are two kinds of parts. A head says once what families have in common, under a number. A
/// group is its slot, key and times, and its families, each as the number of its head and what is
/// its own.
final class StateParts implements Iterator<byte[]> {
  static final int HEAD = 1;
  static final int GROUP = 2;

  private final Iterator<Group> groups;
  private final Map<FamilyHead, Integer> headToNumber = new HashMap<>();
  private final Queue<byte[]> ready = new ArrayDeque<>();

  StateParts(StoreView view) {
    this.groups = view.groups();
  }

  @Override
  public boolean hasNext() {
    return !ready.isEmpty() || groups.hasNext();
  }

  @Override
  public byte[] next() {
    if (ready.isEmpty()) {
      add(groups.next());
    }
    byte[] part = ready.poll();
    if (part == null) {
      throw new NoSuchElementException();
    }
    return part;
  }

  /// Makes the part of a group ready, and before it those of heads that were not met before.
  private void add(Group group) {
    List<StoredFamily> families = group.families();
    var out =
        new Encoder()
            .octet(GROUP)
            .varint(group.slot())
            .key(group.key())
            .varint(group.pushNanos())
            .varint(group.failureNanos())
            .optionalText(group.failureMessage())
            .varint(families.size());
    for (StoredFamily family : families) {
      out.varint(number(family.head()))
          .blob(family.bytes())
          .varint(family.seriesCount())
          .varint(family.receivedNanos());
    }
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
