package io.sluice.microbenchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs each benchmark once on little data, so that none of them rots.
class SmokeTest {
  private static final int BENCHMARKS = 14;

  @Test
  void benchmarks_runOnce_allGiveAResult() throws RunnerException {
    var options =
        new OptionsBuilder()
            .include("io.sluice.microbenchmarks")
            .param("groups", "200")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(10))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();

    Collection<RunResult> results = new Runner(options).run();

    assertThat(results.stream().map(result -> result.getParams().getBenchmark()).distinct())
        .hasSize(BENCHMARKS);
  }
}
