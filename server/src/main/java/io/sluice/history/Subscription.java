package io.sluice.history;

import java.util.List;

/// A subscriber to all pushes from now on.
///
/// The only state of a subscriber is its position in the ring of pushes, so a slow subscriber does
/// not use memory. Pushes that the ring has dropped before they were read are reported as a number.
public final class Subscription {
  /// The next pushes.
  ///
  /// @param dropped the number of pushes before these that were dropped from the ring
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

  /// The pushes since the last call, at most `limit`. The next call returns the rest.
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

  /// Whether the subscription has ended.
  public boolean isOver() {
    return history.isClosed();
  }

  /// Ends the subscription.
  public void cancel() {
    history.cancel(this);
  }

  void wake() {
    onNews.run();
  }
}
