package io.sluice.replication;

import io.sluice.log.ReplicatedMachine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The last batch of each origin with its outcomes, so that a retried batch is not applied again.
/// It is a part of the replicated state.
// The entries are ordered by their last batches, the oldest first. Removal depends only on
// timestamps and counts, so it is the same on all nodes.
final class Origins {
  /// The first byte of the snapshot part with the origins; parts of the machine never begin with
  /// it.
  static final int PART = 64;

  /// An origin ends with its process. A node retries a batch for some seconds.
  private static final long KEPT_NANOS = Duration.ofDays(1).toNanos();

  private static final int MAX_ORIGINS = 1_000;

  private static final byte[] NOTHING = {};

  /// @param outcomes as they are sent in responses
  record Last(long number, long stampNanos, byte[] outcomes) {}

  private final Map<Long, Last> originToLast = new LinkedHashMap<>();
  private long stampNanos;

  /// The timestamp of the last batch.
  long stampNanos() {
    return stampNanos;
  }

  /// Applies a batch unless it was already applied.
  ///
  /// @param commands the commands of the batch that the leader did not refuse
  /// @return its outcomes; empty for a batch before the last one, which its origin has given up
  <C, O> byte[] apply(Entry.Commands batch, List<C> commands, ReplicatedMachine<C, O> machine) {
    Last last = originToLast.get(batch.origin());
    if (last != null && last.number >= batch.number()) {
      return last.number == batch.number() ? last.outcomes : NOTHING;
    }
    stampNanos = Math.max(stampNanos, batch.stampNanos());
    Iterator<C> next = commands.iterator();
    List<byte[]> outcomes = new ArrayList<>(batch.items().size());
    for (Entry.Item item : batch.items()) {
      outcomes.add(
          item.isRefused()
              ? item.bytes()
              : machine.encodeOutcome(machine.apply(machine.at(next.next(), stampNanos))));
    }
    byte[] encoded = Outcomes.encode(outcomes);
    remember(batch.origin(), new Last(batch.number(), stampNanos, encoded));
    return encoded;
  }

  private void remember(long origin, Last last) {
    originToLast.remove(origin);
    originToLast.put(origin, last);
    Iterator<Last> oldest = originToLast.values().iterator();
    while (oldest.next().stampNanos < stampNanos - KEPT_NANOS
        || originToLast.size() > MAX_ORIGINS) {
      oldest.remove();
    }
  }

  byte[] encode() {
    var out = new WireWriter().octet(PART).octet(Entry.VERSION).number(stampNanos);
    out.number(originToLast.size());
    originToLast.forEach(
        (origin, last) ->
            out.number(origin).number(last.number).number(last.stampNanos).blob(last.outcomes));
    return out.toBytes();
  }

  /// @param bytes as [#encode] wrote them
  static Origins decode(byte[] bytes) throws IOException {
    var in = new WireReader(bytes);
    in.octet();
    int version = in.octet();
    if (version > Entry.VERSION) {
      throw new NewerVersionException("a snapshot", version, Entry.VERSION);
    }
    var origins = new Origins();
    origins.stampNanos = in.longNumber();
    for (int left = in.count(); left > 0; left--) {
      origins.originToLast.put(
          in.longNumber(), new Last(in.longNumber(), in.longNumber(), in.blob()));
    }
    in.end();
    return origins;
  }
}
