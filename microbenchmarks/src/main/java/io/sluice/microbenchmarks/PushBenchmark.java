package io.sluice.microbenchmarks;

import io.sluice.command.Command;
import io.sluice.command.Outcome;
import io.sluice.format.ParseException;
import io.sluice.format.ParsedBody;
import io.sluice.format.text.TextParser;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import io.sluice.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The steps of a push of ten series to a random group, without a network: preparing; checking
/// against the other groups and applying; and all steps from the bytes on.
///
/// With one shape of grouping keys in the job, the consistency check only compares names; with two,
/// it looks up each series in the other shape. The difference between the two is the cost of that.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PushBenchmark {
  /// A power of two, so that the index can wrap around.
  private static final int PREPARED = 1_024;

  private static final long SEED = 42;

  /// The number of stored groups.
  @Param({"1", "100000"})
  public int groups;

  /// Shapes of grouping keys in the job.
  @Param({"1", "2"})
  public int shapes;

  private final byte[] text = Pushes.text(1);
  private final GroupingKey[] keys = new GroupingKey[PREPARED];
  private final Command[] commands = new Command[PREPARED];
  private ParsedBody body = new ParsedBody(List.of(), false);
  private Store store = new Store(Map.of());
  private int next;

  /// Fills the store.
  @Setup
  public void setUp() throws ParseException {
    body = Pushes.parsed(Pushes.text(1));
    store = Pushes.store(groups, shapes, body);
    var random = new Random(SEED);
    for (int i = 0; i < PREPARED; i++) {
      keys[i] = Pushes.key(random.nextInt(groups), shapes);
      commands[i] = Pushes.put(keys[i], body);
    }
  }

  /// Completes the labels, checks without the state, and converts to the stored form.
  @Benchmark
  public Command prepare() {
    return Pushes.put(keys[next++ & (PREPARED - 1)], body);
  }

  /// The consistency check and the change.
  @Benchmark
  public Outcome apply() {
    return store.apply(commands[next++ & (PREPARED - 1)]);
  }

  /// From the bytes to the outcome.
  @Benchmark
  public Outcome push() throws ParseException {
    ParsedBody parsed = TextParser.parse(text, Names.UTF8);
    return store.apply(Pushes.put(keys[next++ & (PREPARED - 1)], parsed));
  }
}
