package io.sluice;

import io.sluice.access.AccessFile;
import io.sluice.cli.Subcommand;
import io.sluice.exposition.Exposition;
import io.sluice.files.FileErrors;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ExpositionFormat;
import io.sluice.format.NegotiatedFormat;
import io.sluice.gateway.StoreStateMachine;
import io.sluice.gofile.GoFileWriter;
import io.sluice.journal.Inspection;
import io.sluice.journal.LinkTarget;
import io.sluice.rules.RulesFile;
import io.sluice.store.Store;
import io.sluice.webconfig.WebConfig;
import io.sluice.webconfig.WebConfigException;
import io.sluice.yaml.YamlException;
import io.sluice.yaml.YamlFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The subcommands other than `cluster`. Each prints to stdout and returns the exit code: 0, or 1
/// if it failed or found damage.
final class Subcommands {
  /// A running gateway replaces its files from time to time, so reading them is retried.
  private static final int MAX_TRIES = 5;

  private record Inspected(Inspection.Report report, StoreStateMachine machine, Store store) {}

  private Subcommands() {}

  static int run(Subcommand tool, List<String> arguments) {
    if (tool == Subcommand.CLUSTER) {
      return ClusterSubcommand.run(arguments);
    }
    Path file = Path.of(arguments.getFirst());
    try {
      return switch (tool) {
        case INSPECT -> inspect(LinkTarget.of(file), System.out);
        case REPAIR -> repair(LinkTarget.of(file), System.out);
        case EXPORT -> export(LinkTarget.of(file), Path.of(arguments.getLast()), System.out);
        case CHECK_CONFIG -> checkConfig(file, System.out);
        case CLUSTER -> throw new IllegalStateException("handled by ClusterSubcommand");
      };
    } catch (IOException e) {
      System.err.println("sluice: error: " + reason(e));
      return 1;
    }
  }

  /// Prints the state as an exposition and, as comments, a summary.
  private static int inspect(Path file, PrintStream out) throws IOException {
    Inspected inspected = read(file);
    var negotiated = new NegotiatedFormat(ExpositionFormat.TEXT, EscapingScheme.ALLOW_UTF8);
    var exposition = new Exposition(inspected.store.view(), List.of(), negotiated);
    for (byte[] chunk = exposition.next(); chunk != null; chunk = exposition.next()) {
      out.writeBytes(chunk);
    }
    summarize(inspected, "# ", out);
    return inspected.report.damage().isEmpty() ? 0 : 1;
  }

  /// Saves the intact part of the state next to the damaged file.
  private static int repair(Path file, PrintStream out) throws IOException {
    Inspected inspected = read(file);
    summarize(inspected, "", out);
    Path target = file.resolveSibling(file.getFileName() + ".repaired");
    Inspection.save(target, inspected.report.lastSequence(), inspected.machine);
    out.printf("the intact part is saved as %s%n", target);
    out.printf(
        "to use it, move %s and %s.journal.* away, and rename %s to %s%n",
        file, file, target, file);
    return 0;
  }

  /// Writes the state to a persistence file of the Pushgateway. The original files are not changed.
  private static int export(Path file, Path output, PrintStream out) throws IOException {
    Inspected inspected = read(file);
    if (!inspected.report.damage().isEmpty()) {
      summarize(inspected, "", out);
      throw new IOException(
          "%s is damaged and was not exported; see sluice repair".formatted(file));
    }
    GoFileWriter.write(output, inspected.store.view());
    out.printf("%d groups are written to %s%n", inspected.store.view().groupCount(), output);
    return 0;
  }

  /// Checks a web configuration, an access file or a rules file, and prints the first error with
  /// its position. The keys in the file show which kind it is.
  private static int checkConfig(Path file, PrintStream out) {
    Set<String> keys = keys(file);
    if (AccessFile.isOne(keys)) {
      return checkAccess(file, out);
    }
    return RulesFile.isOne(keys) ? checkRules(file, out) : checkWeb(file, out);
  }

  private static Set<String> keys(Path file) {
    try {
      return Set.copyOf(YamlFile.load(file).keys());
    } catch (IOException | YamlException _) {
      return Set.of(); // the next reader reports the error
    }
  }

  private static int checkAccess(Path file, PrintStream out) {
    try {
      out.printf("%s: OK, access of %d users%n", file, AccessFile.open(file).userCount());
      return 0;
    } catch (IOException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static int checkRules(Path file, PrintStream out) {
    try {
      out.printf("%s: OK, %d rules%n", file, RulesFile.check(file).all().size());
      return 0;
    } catch (RulesFile.UnusableException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static int checkWeb(Path file, PrintStream out) {
    try {
      var _ = WebConfig.open(file.toString());
      out.printf("%s: OK%n", file);
      return 0;
    } catch (WebConfigException e) {
      System.err.println(e.in(file));
      return 1;
    }
  }

  private static Inspected read(Path file) throws IOException {
    for (int tries = 1; ; tries++) {
      var store = new Store(Map.of());
      var machine = new StoreStateMachine(store);
      try {
        return new Inspected(Inspection.read(file, machine), machine, store);
      } catch (NoSuchFileException e) {
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  private static void summarize(Inspected inspected, String prefix, PrintStream out) {
    Inspection.Report report = inspected.report;
    long[] series = new long[1];
    inspected
        .store
        .view()
        .forEachGroup(
            group -> group.families().forEach(family -> series[0] += family.seriesCount()));
    out.printf("%sgroups: %d%n", prefix, inspected.store.view().groupCount());
    out.printf("%sseries: %d%n", prefix, series[0]);
    out.printf("%slast command: %d%n", prefix, report.lastSequence());
    out.printf(
        "%ssnapshot: %d bytes, %d records%n", prefix, report.snapshotBytes(), report.parts());
    for (Inspection.Segment segment : report.segments()) {
      out.printf(
          "%ssegment %s: %d bytes, %d records from %d on%n",
          prefix, segment.name(), segment.bytes(), segment.records(), segment.firstSequence());
    }
    if (report.isUnfinished()) {
      out.printf("%sthe last segment ends with an incomplete record%n", prefix);
    }
    for (Inspection.Damage damage : report.damage()) {
      out.printf(
          "%sdamage: %s at offset %d, %d bytes: %s%n",
          prefix, damage.file(), damage.offset(), damage.bytes(), damage.found());
    }
    out.printf("%sdamage found: %d%n", prefix, report.damage().size());
  }

  private static String reason(IOException e) {
    return e instanceof FileAlreadyExistsException existing
        ? "there is already " + existing.getFile()
        : FileErrors.message(e);
  }
}
