package io.sluice.textfile;

import io.sluice.command.PushOrigin;
import io.sluice.files.FileErrors;
import io.sluice.gateway.Gateway;
import io.sluice.intake.EncodedBody;
import io.sluice.intake.FileGroups;
import io.sluice.intake.FilePush;
import io.sluice.intake.Intake;
import io.sluice.intake.PushResult;
import io.sluice.intake.PushResult.Reason;
import io.sluice.log.LogException;
import io.sluice.model.GroupingKey;
import io.sluice.textfile.FileHistory.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pushes files to their groups, and deletes the groups of deleted files.
///
/// Methods that start an operation return a task that waits for the log and completes the
/// operation, so that many files can be processed concurrently.
final class FilePusher {
  private static final Logger log = LoggerFactory.getLogger(FilePusher.class);
  private static final String OPENMETRICS = "application/openmetrics-text";
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final Gateway gateway;
  private final Intake intake;
  private final FileHistory history;
  private final int maxBytes;

  FilePusher(Gateway gateway, Intake intake, FileHistory history, int maxBytes) {
    this.gateway = gateway;
    this.intake = intake;
    this.history = history;
    this.maxBytes = maxBytes;
  }

  /// Reads a file that is no longer being written, and pushes it.
  Runnable push(Textfile file, GroupingKey key, FileStamp stamp, long nowNanos) {
    boolean isReadAgain = file.isReadAgain();
    file.wasRead(stamp);
    String holder = claim(file, key);
    if (holder != null) {
      return () -> problem(file, Reason.READ_FROM_FILE, FileGroups.message(holder), true);
    }
    var origin = new PushOrigin.File(file.name, stamp.changeNanos());
    try {
      if (stamp.size() > maxBytes) {
        return refuse(file, key, origin, Reason.TOO_LARGE, tooLarge(), false);
      }
      byte[] bytes = read(file);
      FileStamp after = FileStamp.of(file.path);
      if (!after.equals(stamp)) {
        file.found(after, false, nowNanos);
        return () -> {};
      }
      if (bytes.length > maxBytes) {
        return refuse(file, key, origin, Reason.TOO_LARGE, tooLarge(), false);
      }
      if (hasByteOrderMark(bytes)) {
        return refuse(
            file, key, origin, Reason.MALFORMED, "the file begins with a byte order mark", false);
      }
      return push(file, new FilePush(key, content(file, bytes), origin), isReadAgain);
    } catch (IOException e) {
      return refuse(file, key, origin, Reason.MALFORMED, FileErrors.message(file.path, e), true);
    } catch (OutOfMemoryError _) {
      return () -> problem(file, Cause.UNAVAILABLE, "out of memory", true);
    }
  }

  private Runnable push(Textfile file, FilePush push, boolean isReadAgain) {
    long beganNanos = System.nanoTime();
    // A file that is retried repeatedly must fill neither the journal nor the recent pushes.
    if (isReadAgain && intake.check(push) instanceof PushResult.Refused refusal) {
      return () -> problem(file, refusal.reason(), refusal.message(), isRetried(refusal));
    }
    // The result may be awaited after those of other batches.
    var pushed =
        intake.push(push).thenApply(result -> new Timed(result, System.nanoTime() - beganNanos));
    return () -> {
      Timed done = join(file, pushed);
      if (done != null) {
        done(file, done.result, done.nanos);
      }
    };
  }

  private void done(Textfile file, PushResult result, long durationNanos) {
    history.add(file, result, durationNanos);
    switch (result) {
      case PushResult.Accepted _ -> note(file, null, false);
      case PushResult.Refused refusal -> note(file, refusal.message(), isRetried(refusal));
    }
  }

  /// A file that cannot be parsed stays invalid until it changes; an inconsistent one may become
  /// valid when the state changes.
  private static boolean isRetried(PushResult.Refused refusal) {
    return refusal.reason() != Reason.MALFORMED;
  }

  private Runnable refuse(
      Textfile file,
      GroupingKey key,
      PushOrigin.File origin,
      Reason reason,
      String why,
      boolean isRetried) {
    if (why.equals(file.problem)) {
      return () -> note(file, why, isRetried);
    }
    var refused = intake.refuse(key, origin, why);
    return () -> {
      if (join(file, refused) != null) {
        problem(file, reason, why, isRetried);
      }
    };
  }

  /// Records why a file cannot be accessed, also in its group.
  void unreadable(Textfile file, String why) {
    if (file.key != null && file.group != null) {
      var origin = new PushOrigin.File(file.name, gateway.nowNanos());
      refuse(file, file.key, origin, Reason.MALFORMED, why, false).run();
    } else {
      problem(file, Reason.MALFORMED, why, false);
    }
  }

  /// Deletes the group of a deleted file, unless something else has been pushed to it since.
  ///
  /// @param done called when the delete is durable
  Runnable drop(Textfile file, Runnable done) {
    GroupingKey group = file.group;
    if (group == null) {
      return done;
    }
    if (!file.name.equals(gateway.fileOf(group))) {
      return () -> leave(file, group, done);
    }
    var dropped = gateway.delete(group);
    return () -> {
      if (join(file, dropped) != null) {
        leave(file, group, done);
      } else {
        file.postpone();
      }
    };
  }

  private void leave(Textfile file, GroupingKey group, Runnable done) {
    intake.fileGroups().release(group, file.name);
    file.group = null;
    done.run();
  }

  /// Assigns the group to the file. If the rules have changed the file's group, the previous one is
  /// released.
  ///
  /// @return the other file that owns the group, or null if this one does
  private @Nullable String claim(Textfile file, GroupingKey key) {
    GroupingKey group = intake.groupOf(key);
    if (file.group != null && !file.group.equals(group)) {
      drop(file, () -> {}).run();
    }
    String holder = intake.fileGroups().claim(group, file.name);
    if (holder == null && file.group == null) {
      file.group = group;
    }
    return holder;
  }

  private byte[] read(Textfile file) throws IOException {
    try (InputStream in = Files.newInputStream(file.path)) {
      return in.readNBytes(maxBytes == Integer.MAX_VALUE ? maxBytes : maxBytes + 1);
    }
  }

  /// The node exporter refuses byte order marks too; a file should be valid for both or for
  /// neither.
  private static boolean hasByteOrderMark(byte[] bytes) {
    return bytes.length >= BYTE_ORDER_MARK.length
        && Arrays.equals(
            bytes, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
  }

  private static EncodedBody content(Textfile file, byte[] bytes) {
    return new EncodedBody(bytes, file.name.endsWith(FileKey.OPENMETRICS) ? OPENMETRICS : null);
  }

  private String tooLarge() {
    return "file too large: --limits.decoded-body-bytes=" + maxBytes;
  }

  /// The result of `stage`; null if it could not be made durable, which is recorded and retried.
  private <T> @Nullable T join(Textfile file, CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof LogException)) {
        throw e;
      }
      problem(file, Cause.UNAVAILABLE, String.valueOf(e.getCause().getMessage()), true);
      return null;
    }
  }

  /// Records the problem of a file that was refused before it became a push. A new problem is
  /// logged and added to the recent pushes.
  void problem(Textfile file, Reason reason, String problem, boolean isRetried) {
    problem(file, Cause.of(reason), problem, isRetried);
  }

  private void problem(Textfile file, Cause cause, String problem, boolean isRetried) {
    if (!problem.equals(file.problem)) {
      history.addRefused(file, cause, problem);
    }
    note(file, problem, isRetried);
  }

  /// Records the problem of a file, and logs it if it is new.
  ///
  /// @param problem null if there is none
  private static void note(Textfile file, @Nullable String problem, boolean isRetried) {
    file.isRetried = isRetried;
    if (Objects.equals(problem, file.problem)) {
      return;
    }
    file.problem = problem;
    if (problem == null) {
      log.atInfo().addKeyValue("file", file.name).log("text file accepted again");
    } else {
      log.atWarn()
          .addKeyValue("file", file.name)
          .addKeyValue("err", problem)
          .log("text file not accepted");
    }
  }

  private record Timed(PushResult result, long nanos) {}
}
