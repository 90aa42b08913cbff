package io.sluice.journal;

import io.sluice.log.StateMachine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/// A state that is the list of all commands.
final class Lines implements StateMachine<String, Integer> {
  private final List<String> lines = new ArrayList<>();
  private final Function<String, Integer> alsoApply;

  Lines() {
    this(_ -> 0);
  }

  /// @param alsoApply gives the outcome of a command
  Lines(Function<String, Integer> alsoApply) {
    this.alsoApply = alsoApply;
  }

  synchronized List<String> state() {
    return List.copyOf(lines);
  }

  @Override
  public byte[] encode(String command) {
    return command.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String decode(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public synchronized Integer apply(String command) {
    lines.add(command);
    return alsoApply.apply(command);
  }

  @Override
  public Iterator<byte[]> parts() {
    return state().stream().map(this::encode).iterator();
  }

  @Override
  public synchronized void restore(byte[] bytes, int length) {
    lines.add(decode(Arrays.copyOf(bytes, length)));
  }

  @Override
  public void completeRestore() {}
}
