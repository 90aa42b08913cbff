package io.sluice;

import io.sluice.cli.Flag;
import io.sluice.cli.Flags;
import io.sluice.cli.PersistenceSync;
import io.sluice.command.Outcome;
import io.sluice.command.Proposal;
import io.sluice.files.FileErrors;
import io.sluice.gateway.GoTakeover;
import io.sluice.gateway.StoreStateMachine;
import io.sluice.gofile.GoImport;
import io.sluice.journal.DamageException;
import io.sluice.journal.Journal;
import io.sluice.journal.LinkTarget;
import io.sluice.journal.SyncPolicy;
import io.sluice.log.CommitLog;
import io.sluice.log.MemoryLog;
import io.sluice.model.Utf8;
import io.sluice.telemetry.OwnMetrics;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Opens the log that the flags select, and restores the store from its files.
final class Persistence {
  private static final Logger log = LoggerFactory.getLogger(Persistence.class);

  /// The maximum number of skipped entries that are logged, each on its own line.
  private static final int MAX_LOGGED = 1_000;

  /// The files cannot be used; the log contains the reason.
  static final class UnusableException extends IOException {
    private static final long serialVersionUID = 1;

    UnusableException(Exception cause) {
      super(cause);
    }
  }

  private Persistence() {}

  static CommitLog<Proposal, Outcome> open(
      Flags flags, StoreStateMachine machine, OwnMetrics ownMetrics) throws UnusableException {
    if (flags.get(Flag.PERSISTENCE_FILE).isEmpty()) {
      return new MemoryLog<>(machine, Persistence::die);
    }
    try {
      Path file = LinkTarget.of(Path.of(flags.get(Flag.PERSISTENCE_FILE)));
      return Journal.open(
          file,
          new Journal.Options(
              policy(flags.get(Flag.PERSISTENCE_SYNC)), flags.get(Flag.PERSISTENCE_INTERVAL)),
          machine,
          new GoTakeover(file, OwnMetrics.PROTECTED, Persistence::logTakeover),
          ownMetrics.reportJournal(),
          Persistence::die);
    } catch (IOException | InvalidPathException e) {
      logFailure(flags.get(Flag.PERSISTENCE_FILE), e);
      throw new UnusableException(e);
    }
  }

  private static SyncPolicy policy(PersistenceSync sync) {
    return switch (sync) {
      case PUSH -> SyncPolicy.PUSH;
      case INTERVAL -> SyncPolicy.INTERVAL;
      case NONE -> SyncPolicy.NONE;
    };
  }

  private static void logFailure(String file, Exception e) {
    String problem = e instanceof IOException io ? FileErrors.message(io) : e.getMessage();
    LoggingEventBuilder line = log.atError().addKeyValue("file", file).addKeyValue("err", problem);
    if (e instanceof DamageException) {
      line = line.addKeyValue("help", "sluice repair " + file);
    }
    line.log("could not load persisted metrics");
  }

  private static void logTakeover(GoImport.Report report) {
    report.leftOut().stream().limit(MAX_LOGGED).forEach(Persistence::logLeftOut);
    log.atInfo()
        .addKeyValue("groups", report.groupCount())
        .addKeyValue("series", report.seriesCount())
        .addKeyValue("left_out", report.leftOut().size())
        .log("read the file of a Pushgateway");
  }

  private static void logLeftOut(GoImport.LeftOut leftOut) {
    log.atWarn()
        .addKeyValue("group", Utf8.replaceInvalid(leftOut.key().toString()))
        .addKeyValue("family", leftOut.family() == null ? "all" : leftOut.family())
        .addKeyValue("reason", leftOut.reason())
        .log("skipped an entry of the Pushgateway's persistence file");
  }

  /// Ends the process because a command could not be applied and the state may be wrong.
  private static void die(Throwable failure) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
  }
}
