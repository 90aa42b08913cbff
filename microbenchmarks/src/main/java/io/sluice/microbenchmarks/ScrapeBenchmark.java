package io.sluice.microbenchmarks;

import io.sluice.exposition.Exposition;
import io.sluice.format.ContentNegotiation;
import io.sluice.format.NegotiatedFormat;
import io.sluice.format.ParseException;
import io.sluice.format.ParsedBody;
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

/// Generating the bytes of a scrape, without a network.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ScrapeBenchmark {
  private static final long SEED = 42;

  /// The number of stored groups, with twelve series each.
  @Param({"1000", "100000"})
  public int groups;

  private final Random random = new Random(SEED);
  private final NegotiatedFormat text = ContentNegotiation.negotiate(List.of());
  private ParsedBody body = new ParsedBody(List.of(), false);
  private Store store = new Store(Map.of());

  /// Fills the store.
  @Setup
  public void setUp() throws ParseException {
    body = Pushes.parsed(Pushes.text(1));
    store = Pushes.store(groups, 1, body);
  }

  /// Nothing has changed since the previous scrape.
  @Benchmark
  public long unchanged() {
    return scrape();
  }

  /// A random hundredth of the groups was pushed to; the time includes the pushes.
  @Benchmark
  public long hundredthChanged() {
    for (int i = 0; i < groups / 100; i++) {
      store.apply(Pushes.put(Pushes.key(random.nextInt(groups), 1), body));
    }
    return scrape();
  }

  private long scrape() {
    var exposition = new Exposition(store.view(), List.of(), text);
    long bytes = 0;
    for (byte[] chunk = exposition.next(); chunk != null; chunk = exposition.next()) {
      bytes += chunk.length;
    }
    return bytes;
  }
}
