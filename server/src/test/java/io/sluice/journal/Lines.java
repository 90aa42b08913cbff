package io.sluice.journal;

import io.sluice.log.ReplicatedMachine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A state that is the list of all commands. Commands that begin with `refuse` are refused.
public final class Lines implements ReplicatedMachine<String, Integer> {
  /// The outcome of a refused command.
  public static final int REFUSED = -1;

  private final List<String> lines = new ArrayList<>();
  private final Function<String, Integer> alsoApply;

  public Lines() {
    this(_ -> 0);
  }

  /// @param alsoApply returns the outcome of a command
  public Lines(Function<String, Integer> alsoApply) {
    this.alsoApply = alsoApply;
  }

  public synchronized List<String> state() {
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
  public @Nullable Integer refusal(String command) {
    return command.startsWith("refuse") ? REFUSED : null;
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

  @Override
  public byte[] encodeProposal(String command) {
    return encode(command);
  }

  @Override
  public String decodeProposal(byte[] bytes) {
    return decode(bytes);
  }

  @Override
  public String at(String command, long nanos) {
    return command;
  }

  @Override
  public byte[] encodeOutcome(Integer outcome) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(outcome).array();
  }

  @Override
  public Integer decodeOutcome(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getInt();
  }

  @Override
  public Integer tooLarge(int maxBytes) {
    return REFUSED;
  }

  @Override
  public synchronized void install(Parts parts) throws IOException {
    lines.clear();
    parts.forEach(this::restore);
  }

  @Override
  public Supplier<Long> digest() {
    List<String> now = state();
    return () -> (long) now.hashCode();
  }
}
