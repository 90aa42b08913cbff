package io.sluice.command;

import io.sluice.model.GroupingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What is wrong with a push, in the shape of the Pushgateway's error lists: one alone, or a count
/// and a line each. Only the first hundred are spelled out. Groups that the push clashes with
/// follow.
public final class PushErrors {
  private static final int MOST_LINES = 100;

  private final List<String> messages = new ArrayList<>();
  private final Holders holders = new Holders();
  private int count;

  public void add(String message) {
    add(() -> message);
  }

  /// Adds an error, whose message is made only if it is one of those spelled out.
  public void add(Supplier<String> message) {
    count++;
    if (messages.size() < MOST_LINES) {
      messages.add(message.get());
    }
  }

  /// Names a group that the push clashes with.
  public void heldBy(GroupingKey key) {
    holders.add(key);
  }

  public boolean isEmpty() {
    return count == 0;
  }

  public String message() {
    return holders.addTo(
        count == 1
            ? messages.getFirst()
            : count + " error(s) occurred:\n* " + String.join("\n* ", messages));
  }
}
