package io.sluice.gateway.codec;

import io.sluice.pages.FamilyHead;
import io.sluice.pages.PackedFamilies;
import io.sluice.pages.StoredFamily;
import io.sluice.store.GroupView;
import io.sluice.store.StoreView;
import io.sluice.store.index.AppliedPush;
import io.sluice.store.index.Tombstone;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/// A checksum that is equal for equal states. It does not depend on how families are split into
/// pages, which depends on when views were taken.
public final class StateDigest {
  private final CRC32 low = new CRC32();
  private final CRC32C high = new CRC32C();

  private StateDigest() {}

  /// The checksum of a state.
  public static long of(StoreView view) {
    var digest = new StateDigest();
    for (Iterator<GroupView> groups = view.groups(); groups.hasNext(); ) {
      digest.add(groups.next());
    }
    for (Iterator<PackedFamilies> pages = view.pages(); pages.hasNext(); ) {
      digest.add(pages.next());
    }
    view.tombstones().forEach(digest::add);
    view.rememberedPushes().forEachRemaining(digest::add);
    return digest.high.getValue() << Integer.SIZE | digest.low.getValue();
  }

  private void add(GroupView group) {
    var out = new RecordWriter();
    out.varint(group.slot())
        .key(group.key())
        .pushStats(group.pushStats())
        .lifetimes(group.lifetimes());
    out.varint(group.names().size());
    for (int i = 0; i < group.names().size(); i++) {
      out.text(group.names().name(i));
    }
    List<StoredFamily> empty = group.emptyFamilies();
    out.varint(empty.size());
    for (StoredFamily family : empty) {
      HeadCodec.encode(out, family.head());
      out.blob(family.bytes()).varint(family.receivedNanos());
    }
    new TreeMap<>(group.aggregationStates()).forEach((name, bytes) -> out.text(name).blob(bytes));
    add(out);
  }

  private void add(PackedFamilies page) {
    for (int i = 0; i < page.size(); i++) {
      var out = new RecordWriter();
      FamilyHead head = page.head(i);
      HeadCodec.encode(out, head);
      out.varint(page.slots()[i]).varint(page.seriesCount(i)).varint(page.receivedNanos()[i]);
      add(out);
      add(page.bytes(), page.start(i), page.length(i));
    }
  }

  private void add(Tombstone tombstone) {
    add(
        new RecordWriter()
            .digest(tombstone.key())
            .varint(tombstone.expiredNanos())
            .varint(tombstone.pushNanos()));
  }

  private void add(AppliedPush push) {
    add(
        new RecordWriter()
            .digest(push.name())
            .varint(push.fingerprint())
            .varint(push.untilNanos()));
  }

  private void add(RecordWriter out) {
    byte[] bytes = out.toBytes();
    add(bytes, 0, bytes.length);
  }

  private void add(byte[] bytes, int offset, int length) {
    low.update(bytes, offset, length);
    high.update(bytes, offset, length);
  }
}
