package io.sluice.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What is wrong with a push, in the shape of the Pushgateway's error lists: one alone, or a count
/// and a line each. Only the first hundred are spelled out.
final class Problems {
  private static final int MOST_LINES = 100;

  private final List<String> messages = new ArrayList<>();
  private int count;

  void add(String message) {
    add(() -> message);
  }

  /// @param message makes the words, which is not done for those that are only counted
  void add(Supplier<String> message) {
    count++;
    if (messages.size() < MOST_LINES) {
      messages.add(message.get());
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  String message() {
    return count == 1
        ? messages.getFirst()
        : count + " error(s) occurred:\n* " + String.join("\n* ", messages);
  }
}
