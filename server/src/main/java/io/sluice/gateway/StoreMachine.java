package io.sluice.gateway;

import io.sluice.journal.StateMachine;
import io.sluice.model.GroupingKey;
import io.sluice.store.Command;
import io.sluice.store.FamilyHead;
import io.sluice.store.Lifetimes;
import io.sluice.store.Outcome;
import io.sluice.store.PushHistory;
import io.sluice.store.RememberedPush;
import io.sluice.store.RestoredGroup;
import io.sluice.store.Store;
import io.sluice.store.StoredFamily;
import io.sluice.store.Tombstone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/// The store as a journal sees it.
public final class StoreMachine implements StateMachine<Command, Outcome> {
  private final Store store;

  /// The heads restored so far, by number.
  private final Map<Integer, FamilyHead> heads = new HashMap<>();

  public StoreMachine(Store store) {
    this.store = store;
  }

  @Override
  public byte[] encode(Command command) {
    return CommandCodec.encode(command);
  }

  @Override
  public Command decode(byte[] bytes) throws IOException {
    return CommandCodec.decode(bytes);
  }

  @Override
  public Outcome apply(Command command) {
    return store.apply(command);
  }

  @Override
  public Iterator<byte[]> parts() {
    return new StateParts(store.view());
  }

  @Override
  public void restore(byte[] part) throws IOException {
    var in = new Decoder(part);
    int kind = in.octet();
    switch (kind) {
      case StateParts.HEAD -> heads.put(in.atMost(Integer.MAX_VALUE), HeadCodec.decode(in));
      case StateParts.TIMED_GROUP -> restoreGroup(in, true);
      case StateParts.GROUP -> restoreGroup(in, false);
      case StateParts.TOMBSTONE -> store.restore(new Tombstone(in.key(), in.varint(), in.varint()));
      case StateParts.REMEMBERED_PUSH ->
          store.restore(new RememberedPush(in.key(), in.text(), in.varint(), in.varint()));
      default -> throw new IOException("an unknown part: kind=" + kind);
    }
    in.end();
  }

  private void restoreGroup(Decoder in, boolean isTimed) throws IOException {
    int slot = in.atMost(Integer.MAX_VALUE - 1);
    GroupingKey key = in.key();
    PushHistory history = isTimed ? timedHistory(in) : in.history();
    Lifetimes lifetimes = isTimed ? Lifetimes.NONE : in.lifetimes();
    int count = in.count();
    var families = new ArrayList<StoredFamily>(count);
    for (int i = 0; i < count; i++) {
      int number = in.atMost(Integer.MAX_VALUE);
      FamilyHead head = heads.get(number);
      if (head == null) {
        throw new IOException("a family of group %s has no head: number=%d".formatted(key, number));
      }
      families.add(new StoredFamily(head, in.blob(), in.atMost(Integer.MAX_VALUE), in.varint()));
    }
    var memories = new HashMap<String, byte[]>();
    for (int left = isTimed ? 0 : in.count(); left > 0; left--) {
      memories.put(in.text(), in.blob());
    }
    try {
      store.restore(new RestoredGroup(key, slot, families, history, lifetimes, memories));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static PushHistory timedHistory(Decoder in) throws IOException {
    long pushNanos = in.varint();
    return new PushHistory(pushNanos, pushNanos == 0 ? 0 : 1, in.varint(), in.optionalText(), null);
  }
}
