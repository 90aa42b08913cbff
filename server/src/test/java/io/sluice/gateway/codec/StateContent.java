package io.sluice.gateway.codec;

import io.sluice.pages.StoredFamily;
import io.sluice.store.GroupView;
import io.sluice.store.StoreView;
import io.sluice.store.index.AppliedPush;
import io.sluice.store.index.Tombstone;
import java.util.Iterator;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The content of a state, group by group: the same for equal states with any split into pages.
public final class StateContent {
  private StateContent() {}

  public static void forEach(StoreView view, Consumer<byte[]> action) {
    view.forEachGroup(group -> action.accept(bytes(group)));
    for (Tombstone tombstone : view.tombstones()) {
      action.accept(
          new RecordWriter()
              .digest(tombstone.key())
              .varint(tombstone.expiredNanos())
              .varint(tombstone.pushNanos())
              .toBytes());
    }
    Iterator<AppliedPush> pushes = view.rememberedPushes();
    while (pushes.hasNext()) {
      AppliedPush push = pushes.next();
      action.accept(
          new RecordWriter()
              .digest(push.name())
              .varint(push.fingerprint())
              .varint(push.untilNanos())
              .toBytes());
    }
  }

  private static byte[] bytes(GroupView group) {
    var out = new RecordWriter().varint(group.slot()).key(group.key());
    out.pushStats(group.pushStats()).lifetimes(group.lifetimes());
    for (StoredFamily family : group.families()) {
      HeadCodec.encode(out, family.head());
      out.blob(family.bytes()).varint(family.seriesCount()).varint(family.receivedNanos());
    }
    new TreeMap<>(group.aggregationStates()).forEach((name, bytes) -> out.text(name).blob(bytes));
    return out.toBytes();
  }
}
