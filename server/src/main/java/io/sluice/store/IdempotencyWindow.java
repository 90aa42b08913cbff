package io.sluice.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The pushes that came with a key of their own, for as long as they are remembered.
// They are forgotten in the order in which they came. So they stand in chunks that are only ever
// appended to, and dropped as a whole: a view takes the chunks, not what is in them.
final class IdempotencyWindow {
  /// Beyond this the oldest are forgotten early: some 150 MB.
  static final int MOST = 1_000_000;

  private static final int CHUNK = 1024;
  static final int PUSH_BYTES = 150;

  private static final class Chunk {
    private final AppliedPush[] pushes = new AppliedPush[CHUNK];
    private int count;

    private List<AppliedPush> list() {
      return Arrays.asList(pushes).subList(0, count);
    }
  }

  private final Map<Digest, AppliedPush> nameToPush = new HashMap<>();
  private final Deque<Chunk> chunks = new ArrayDeque<>();
  private final int most;

  /// How many of the first chunk are forgotten.
  private int forgotten;

  /// @param most how many are remembered at most
  IdempotencyWindow(int most) {
    this.most = most;
  }

  /// The push that had this name and is still remembered at `nowNanos`, or null.
  @Nullable AppliedPush find(Digest name, long nowNanos) {
    AppliedPush push = nameToPush.get(name);
    return push == null || push.untilNanos() < nowNanos ? null : push;
  }

  void add(AppliedPush push) {
    if (chunks.isEmpty() || chunks.getLast().count == CHUNK) {
      chunks.addLast(new Chunk());
    }
    Chunk last = chunks.getLast();
    last.pushes[last.count++] = push;
    nameToPush.put(push.name(), push);
    if (size() > most) {
      forgetFirst();
    }
  }

  /// Forgets the first ones, as long as their time is over.
  void forget(long nowNanos) {
    while (size() > 0 && first().untilNanos() < nowNanos) {
      forgetFirst();
    }
  }

  void clear() {
    nameToPush.clear();
    chunks.clear();
    forgotten = 0;
  }

  /// All of them as they are now.
  List<List<AppliedPush>> list() {
    var lists = new ArrayList<List<AppliedPush>>(chunks.size());
    for (Chunk chunk : chunks) {
      List<AppliedPush> all = chunk.list();
      lists.add(lists.isEmpty() ? all.subList(forgotten, all.size()) : all);
    }
    return lists;
  }

  /// How much of the heap they take, about.
  long heapBytes() {
    return (long) size() * PUSH_BYTES;
  }

  private int size() {
    return chunks.isEmpty() ? 0 : (chunks.size() - 1) * CHUNK + chunks.getLast().count - forgotten;
  }

  private AppliedPush first() {
    return chunks.getFirst().pushes[forgotten];
  }

  private void forgetFirst() {
    AppliedPush first = first();
    nameToPush.remove(first.name(), first);
    forgotten++;
    if (forgotten == chunks.getFirst().count) {
      chunks.removeFirst();
      forgotten = 0;
    }
  }
}
