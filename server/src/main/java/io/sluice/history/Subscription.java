package io.sluice.history;

import java.util.List;

/// One who wants to hear of each push from now on.
///
/// Nothing is kept for a subscriber but where it is in the ring of pushes, so one that is too slow
/// holds nothing; what the ring has dropped meanwhile is told as a number.
public final class Subscription {
  /// The next pushes.
  ///
  /// @param dropped how many came before them that are not there any more
  public record Batch(List<NumberedPush> pushes, long dropped) {
    public Batch {
      pushes = List.copyOf(pushes);
    }
  }

  private final RecentPushes history;
  private final PushRing ring;
  private final Runnable onNews;
  private long position;

  Subscription(RecentPushes history, PushRing ring, Runnable onNews) {
    this.history = history;
    this.ring = ring;
    this.onNews = onNews;
    this.position = ring.end();
  }

  /// The pushes since the last call, `limit` at most; the others stay for the next.
  public Batch next(int limit) {
    return history.locked(
        () -> {
          long from = Math.max(position, ring.start());
          List<NumberedPush> pushes = ring.from(from, limit);
          var batch = new Batch(pushes, from - position);
          position = from + pushes.size();
          return batch;
        });
  }

  /// Whether there will be no more.
  public boolean isOver() {
    return history.isClosed();
  }

  /// Ends it.
  public void cancel() {
    history.cancel(this);
  }

  void wake() {
    onNews.run();
  }
}
