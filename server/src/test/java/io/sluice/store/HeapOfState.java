package io.sluice.store;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.Preparation;
import io.sluice.command.PushOrigin;
import io.sluice.format.ParseException;
import io.sluice.format.text.TextParser;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A program that fills a store, and prints the store's own estimate of its size and the actual
/// reduction of the heap after the store is dropped. It runs in a separate process, so that nothing
/// else affects the heap.
final class HeapOfState {
  private static final GroupingKey A = GroupingKey.of("job", "a");
  private static final int COMMANDS = 5_000;

  /// The serial collector removes the gaps between live objects only every fourth time.
  private static final int COMPACTING_COLLECTIONS = 4;

  private HeapOfState() {}

  /// @param args the kind of content for the store
  static void main(String[] args) throws ParseException {
    var filled = new ArrayList<>(List.of(new Store(Map.of())));
    for (int i = 0; i < COMMANDS; i++) {
      filled.getFirst().apply(ofKind(args[0], i));
    }
    long counted = filled.getFirst().heapBytes();
    long with = usedBytes();
    filled.clear();
    System.out.println(counted + " " + (with - usedBytes()));
  }

  private static Command ofKind(String kind, int i) throws ParseException {
    GroupingKey key = GroupingKey.of("job", "j" + i);
    String text = "x".repeat(500) + i;
    return switch (kind) {
      case "groups" -> push(key, "m 1\n", PushOrigin.at(1));
      case "families" ->
          push(GroupingKey.of("job", "j" + i / 500), "m%d 1\n".formatted(i), PushOrigin.at(1));
      case "help" -> push(key, "# HELP m %s\nm 1\n".formatted(text), PushOrigin.at(1));
      case "failures" -> new Command.Fail(key, new PushOrigin(1, "127.0.0.1:1", null), text);
      case "keys" ->
          push(GroupingKey.of("job", "j", "a", text, "b", text), "m 1\n", PushOrigin.at(1));
      case "empty" -> StateLimitsTest.empty(key, true, 10);
      case "series" ->
          push(
              GroupingKey.of("job", "j" + i / 1000),
              "m%d{a=\"%s\"} 1\n".formatted(i % 1000, text),
              PushOrigin.at(1));
      case "remembered" ->
          push(A, "m 1\n", new PushOrigin(1, "", new PushOrigin.Once(text, Long.MAX_VALUE)));
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static Command push(GroupingKey key, String body, PushOrigin origin)
      throws ParseException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return Preparation.push(
        key, TextParser.parse(bytes, Names.UTF8), false, origin, Lifetimes.NONE);
  }

  private static long usedBytes() {
    for (int i = 0; i < COMPACTING_COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
