package io.sluice.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Compares Sluice with the Pushgateway: same machine, same data, same load, one after the other.
///
/// For each setup and each round, each contender is started, brought into that state, measured by
/// all scenarios for that setup, and stopped before the next one starts. Every second round has the
/// opposite order.
public final class Bench {
  private final Options options;
  private final TestBed bed;
  private final List<String> machine;
  private final Results results = new Results();
  private final List<String> failures = new ArrayList<>();

  private Bench(Options options, TestBed bed, List<String> machine) {
    this.options = options;
    this.bed = bed;
    this.machine = machine;
  }

  /// Called by `./bench` with the project's folder, an empty folder, the launcher's JVM options as
  /// one word, and the user's arguments. Exits with 0, with 1 if something could not be measured,
  /// or with 2 for an invalid command line.
  static void main(String[] arguments) throws InterruptedException {
    List<String> own = Arrays.asList(arguments).subList(3, arguments.length);
    if (own.contains("--help")) {
      System.out.print(Options.usage());
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(Bench::endChildren));
    try {
      Path root = Path.of(arguments[0]);
      var commandLines = new CommandLines(root, List.of(arguments[2].strip().split("\\s+")));
      run(Options.parse(own), commandLines, new TestBed(commandLines, Path.of(arguments[1])));
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(2);
    } catch (IOException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void endChildren() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  private static void run(Options options, CommandLines commandLines, TestBed bed)
      throws IOException, InterruptedException {
    var bench = new Bench(options, bed, Machine.description(commandLines));
    bench.measureAll();
    String tables = bench.tables();
    System.out.print(tables);
    if (options.isWriting()) {
      Path document = commandLines.root().resolve("docs/performance.md");
      new GeneratedSection(document, "comparison").replace(tables);
      System.err.println("bench: written to " + document);
    }
    if (!bench.failures.isEmpty()) {
      throw new IOException("not all was measured:\n  " + String.join("\n  ", bench.failures));
    }
  }

  private void measureAll() throws InterruptedException {
    Set<Setup> setups = new LinkedHashSet<>();
    options.scenarios().forEach(scenario -> setups.addAll(scenario.setups(options.mode())));
    for (Setup setup : setups) {
      for (int round = 1; round <= options.mode().rounds(setup.groups()); round++) {
        for (Contender contender : inTurns(round)) {
          run(contender, setup, round);
        }
        // If a long run is aborted, its results are kept.
        System.err.println("bench: so far\n" + tables());
      }
    }
  }

  private String tables() {
    return new Report(results, options.mode(), machine).markdown();
  }

  private static List<Contender> inTurns(int round) {
    List<Contender> contenders = Arrays.asList(Contender.values());
    return round % 2 == 1 ? contenders : contenders.reversed();
  }

  private void run(Contender contender, Setup setup, int round) throws InterruptedException {
    List<Scenario> wanting = new ArrayList<>();
    for (Scenario scenario : options.scenarios()) {
      if (scenario.contenders().contains(contender)
          && scenario.setups(options.mode()).contains(setup)) {
        wanting.add(scenario);
      }
    }
    if (wanting.isEmpty()) {
      return;
    }
    try (Server server = bed.start(contender, setup)) {
      var run = new Run(bed, server, setup, options.mode(), round, results);
      for (Scenario scenario : wanting) {
        measure(scenario, run);
      }
    } catch (IOException e) {
      // The results of the other scenarios, which may take an hour, must not be lost.
      String where = "round %d, %s, %s: ".formatted(round, setup, contender.title());
      failures.add(where + e.getMessage());
      System.err.println("bench: " + failures.getLast());
    }
  }

  private static void measure(Scenario scenario, Run run) throws IOException, InterruptedException {
    long start = System.nanoTime();
    scenario.measure(run);
    System.err.printf(
        "bench: round %d, %,d groups, %s, %s: %d s%n",
        run.round(),
        run.groups(),
        run.contender().title(),
        scenario.name(),
        Duration.ofNanos(System.nanoTime() - start).toSeconds());
  }
}
