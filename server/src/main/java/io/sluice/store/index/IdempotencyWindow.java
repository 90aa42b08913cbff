package io.sluice.store.index;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The pushes with idempotency keys that are still remembered.
// They are forgotten in the order in which they were applied. So they are stored in chunks, which
// are only appended to and dropped as a whole. A view copies the references to the chunks.
public final class IdempotencyWindow {
  /// Above this number, the oldest are forgotten early: about 150 MB.
  public static final int MAX_PUSHES = 1_000_000;

  private static final int CHUNK = 1024;
  public static final int PUSH_BYTES = 150;

  private static final class Chunk {
    private final AppliedPush[] pushes = new AppliedPush[CHUNK];
    private int count;

    private List<AppliedPush> list() {
      return Arrays.asList(pushes).subList(0, count);
    }
  }

  private final Map<Digest, AppliedPush> nameToPush = new HashMap<>();
  private final Deque<Chunk> chunks = new ArrayDeque<>();
  private final int maxPushes;

  /// The number of forgotten pushes in the first chunk.
  private int forgotten;

  /// @param maxPushes the maximum number of remembered pushes
  public IdempotencyWindow(int maxPushes) {
    this.maxPushes = maxPushes;
  }

  /// The push with this name that is still remembered at `nowNanos`, or null.
  @Nullable public AppliedPush find(Digest name, long nowNanos) {
    AppliedPush push = nameToPush.get(name);
    return push == null || push.untilNanos() < nowNanos ? null : push;
  }

  public void add(AppliedPush push) {
    if (chunks.isEmpty() || chunks.getLast().count == CHUNK) {
      chunks.addLast(new Chunk());
    }
    Chunk last = chunks.getLast();
    last.pushes[last.count++] = push;
    nameToPush.put(push.name(), push);
    if (size() > maxPushes) {
      forgetFirst();
    }
  }

  /// Forgets the pushes whose time has passed.
  public void forget(long nowNanos) {
    while (size() > 0 && first().untilNanos() < nowNanos) {
      forgetFirst();
    }
  }

  public void clear() {
    nameToPush.clear();
    chunks.clear();
    forgotten = 0;
  }

  /// All remembered pushes.
  public List<List<AppliedPush>> list() {
    var lists = new ArrayList<List<AppliedPush>>(chunks.size());
    for (Chunk chunk : chunks) {
      List<AppliedPush> all = chunk.list();
      lists.add(lists.isEmpty() ? all.subList(forgotten, all.size()) : all);
    }
    return lists;
  }

  /// Their estimated heap size.
  public long heapBytes() {
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
