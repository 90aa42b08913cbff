package io.sluice.textfile;

import io.sluice.command.PushOrigin;
import io.sluice.files.FileErrors;
import io.sluice.gateway.Gateway;
import io.sluice.history.AnsweredPush.Reason;
import io.sluice.intake.EncodedBody;
import io.sluice.intake.FileGroups;
import io.sluice.intake.FilePush;
import io.sluice.intake.Intake;
import io.sluice.intake.PushResult;
import io.sluice.log.LogException;
import io.sluice.model.GroupingKey;
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

/// Reads files into their groups, and drops the groups of files that went.
///
/// What begins something returns the rest of it, which waits for the log: so that many files can be
/// under way at once.
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

  /// Reads a file that is at rest, and pushes it.
  Runnable push(Textfile file, GroupingKey key, FileStamp stamp, long nowNanos) {
    boolean isReadAgain = file.isReadAgain();
    file.wasRead(stamp);
    String holder = claim(file, key);
    if (holder != null) {
      return () -> problem(file, Reason.INCONSISTENT, FileGroups.message(holder), true);
    }
    var origin = new PushOrigin.File(file.name, stamp.changeNanos());
    try {
      if (stamp.size() > maxBytes) {
        return refuse(file, key, origin, Reason.LIMIT, tooLarge(), false);
      }
      byte[] bytes = read(file);
      FileStamp after = FileStamp.of(file.path);
      if (!after.equals(stamp)) {
        file.found(after, false, nowNanos);
        return () -> {};
      }
      if (bytes.length > maxBytes) {
        return refuse(file, key, origin, Reason.LIMIT, tooLarge(), false);
      }
      if (hasByteOrderMark(bytes)) {
        return refuse(
            file, key, origin, Reason.MALFORMED, "the file begins with a byte order mark", false);
      }
      return push(file, new FilePush(key, content(file, bytes), origin), isReadAgain);
    } catch (IOException e) {
      return refuse(file, key, origin, Reason.MALFORMED, FileErrors.message(file.path, e), true);
    } catch (OutOfMemoryError _) {
      return () -> problem(file, Reason.UNAVAILABLE, "out of memory", true);
    }
  }

  private Runnable push(Textfile file, FilePush push, boolean isReadAgain) {
    long beganNanos = System.nanoTime();
    // A file that is tried again and again must not fill the journal, nor the recent pushes.
    if (isReadAgain && intake.check(push) instanceof PushResult.Refused refusal) {
      return () ->
          problem(file, FileHistory.reason(refusal), refusal.message(), isRetried(refusal));
    }
    // Another batch may be waited for before this push is.
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

  /// What cannot be read now can never be; what does not fit may fit when something else changes.
  private static boolean isRetried(PushResult.Refused refusal) {
    return refusal.reason() != PushResult.Reason.MALFORMED;
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

  /// Notes why a file cannot even be looked at, also in the group that it has.
  void unreadable(Textfile file, String why) {
    if (file.key != null && file.group != null) {
      var origin = new PushOrigin.File(file.name, gateway.nowNanos());
      refuse(file, file.key, origin, Reason.MALFORMED, why, false).run();
    } else {
      problem(file, Reason.MALFORMED, why, false);
    }
  }

  /// Drops the group of a file that went, unless something else has been pushed to it since.
  ///
  /// @param done is run when that is durable
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

  /// Takes the group for the file. If rules have since given the file another group, it leaves the
  /// one that it had.
  ///
  /// @return the file that has the group, or null if this one has
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

  /// The node exporter refuses it too: a file should be valid for both or for neither.
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

  /// What comes of `stage`; null if it could not be made durable, which is noted and tried again.
  private <T> @Nullable T join(Textfile file, CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof LogException)) {
        throw e;
      }
      problem(file, Reason.UNAVAILABLE, String.valueOf(e.getCause().getMessage()), true);
      return null;
    }
  }

  /// Notes what is wrong with a file that did not become a push. If that is news, it is logged and
  /// shown among the recent pushes.
  void problem(Textfile file, Reason reason, String problem, boolean isRetried) {
    if (!problem.equals(file.problem)) {
      history.addRefused(file, reason, problem);
    }
    note(file, problem, isRetried);
  }

  /// Notes what is wrong with a file, and logs it if that is news.
  ///
  /// @param problem null if nothing is
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
