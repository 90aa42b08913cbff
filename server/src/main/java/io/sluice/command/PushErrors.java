package io.sluice.command;

import io.sluice.model.GroupingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The errors in a push, in the format of the Pushgateway's error lists: a single error, or a count
/// and a line for each error. Only the first hundred are listed. The groups that the push conflicts
/// with follow.
public final class PushErrors {
  private static final int MAX_LINES = 100;

  private final List<String> messages = new ArrayList<>();
  private final Holders holders = new Holders();
  private int count;

  public void add(String message) {
    add(() -> message);
  }

  /// Adds an error. Its message is only created if it is listed.
  public void add(Supplier<String> message) {
    count++;
    if (messages.size() < MAX_LINES) {
      messages.add(message.get());
    }
  }

  /// Adds a group that the push conflicts with.
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
