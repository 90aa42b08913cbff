package io.sluice.textfile;

import io.sluice.files.FileErrors;
import io.sluice.gateway.Gateway;
import io.sluice.history.RecentPushes;
import io.sluice.intake.Intake;
import io.sluice.intake.PushResult.Reason;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watched directories: each text file in them is a group, which is pushed whenever the file
/// changes, and deleted when the file is deleted.
// One thread does all the work. It waits for change events of the file system or for the next full
// scan, which finds changes without events; network file systems send no events. Each file is a
// `Textfile`, by its complete path; it is settled, or due at some time. Pushes are started one
// after the other and awaited in batches, so that many share a write of the journal.
//
// The state of the gateway contains the file of each group, so that it is known after a restart.
public final class TextfileDirectories implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TextfileDirectories.class);

  /// A file that is seen for the first time may be read if its last change is older than this. The
  /// clocks of file servers differ by less.
  private static final long OLD_NANOS = Duration.ofMinutes(1).toNanos();

  private static final long SOON_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Duration STOP_GRACE = Duration.ofSeconds(5);
  private static final int BATCH = 100;

  /// The settings of the watched directories.
  ///
  /// @param names the rules for metric and label names
  /// @param maxBytes the maximum size of a file
  /// @param interval the interval of full scans
  public record Settings(List<Path> directories, Names names, int maxBytes, Duration interval) {
    public Settings {
      directories = List.copyOf(directories);
    }
  }

  /// Notified after each scan of the directories.
  @FunctionalInterface
  public interface Listener {
    /// Called after a scan.
    ///
    /// @param files the number of files
    /// @param hasError whether a file or a directory cannot be read, or a file is refused
    void scanned(int files, boolean hasError);
  }

  private final List<Folder> directories;
  private final Names names;
  private final long intervalNanos;
  private final Gateway gateway;
  private final Intake intake;
  private final FilePusher pusher;
  private final Listener listener;
  private final ChangeEvents events = new ChangeEvents();
  private final Thread thread;
  private final Map<String, Textfile> files = new TreeMap<>();
  private Map<String, String> folderProblems = Map.of();
  private List<Folder> watched = List.of();
  private long nextScanNanos;
  private volatile boolean isClosed;

  private TextfileDirectories(
      Settings settings, Gateway gateway, Intake intake, RecentPushes history, Listener listener) {
    this.directories = settings.directories().stream().map(Folder::root).distinct().toList();
    this.names = settings.names();
    this.intervalNanos = settings.interval().toNanos();
    this.gateway = gateway;
    this.intake = intake;
    this.pusher = new FilePusher(gateway, intake, new FileHistory(history), settings.maxBytes());
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name("textfiles").unstarted(this::run);
  }

  /// Starts watching. When this returns, groups that were read from files are assigned to them.
  public static TextfileDirectories start(
      Settings settings, Gateway gateway, Intake intake, RecentPushes history, Listener listener) {
    var watch = new TextfileDirectories(settings, gateway, intake, history, listener);
    if (!watch.directories.isEmpty()) {
      watch.restore();
      watch.thread.start();
    }
    return watch;
  }

  /// Stops, after completing the current operations.
  @Override
  public void close() {
    isClosed = true;
    events.close();
    try {
      var _ = thread.getState() == Thread.State.NEW || thread.join(STOP_GRACE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Assigns groups that were read from files to these files.
  private void restore() {
    gateway
        .view()
        .forEachGroup(
            group -> {
              String name = group.file();
              if (name != null && directories.stream().anyMatch(folder -> folder.holds(name))) {
                var file = new Textfile(name, Path.of(""), null);
                file.restored(group.key(), group.isLastPushSuccessful() ? group.pushNanos() : 0);
                files.put(name, file);
                var _ = intake.fileGroups().claim(group.key(), name);
              }
            });
  }

  private void run() {
    try {
      nextScanNanos = System.nanoTime();
      do {
        if (System.nanoTime() - nextScanNanos >= 0) {
          nextScanNanos = System.nanoTime() + intervalNanos;
          scan();
        }
        settle();
        report();
      } while (!isClosed && events.await(nextNanos() - System.nanoTime(), changes));
    } catch (InterruptedException _) {
      // The process is stopping.
    }
  }

  private final ChangeEvents.Listener changes =
      new ChangeEvents.Listener() {
        @Override
        public void changed(Folder folder, Path path) {
          PathName name = PathName.of(path);
          if (name.isTextfile()) {
            check(folder, path, name);
          } else if (name.isLabel()) {
            changed();
          }
        }

        @Override
        public void changed() {
          nextScanNanos = Math.min(nextScanNanos, System.nanoTime() + SOON_NANOS);
        }
      };

  private void scan() {
    DirectoryListing listing = DirectoryListing.of(directories);
    events.watch(listing.folders());
    if (!listing.folders().equals(watched)) {
      watched = List.copyOf(listing.folders());
      changes.changed(); // changes between the scan and the start of the watch
    }
    logProblems(listing.problems());
    listing.files().values().forEach(entry -> check(entry.folder(), entry.path(), entry.name()));
    long now = System.nanoTime();
    for (Textfile file : files.values()) {
      file.tryAgain();
      if (listing.misses(file.name)) {
        file.missing(now);
      }
    }
  }

  private void logProblems(Map<String, String> problems) {
    problems.forEach(
        (folder, problem) -> {
          if (!problem.equals(folderProblems.get(folder))) {
            log.atWarn()
                .addKeyValue("directory", folder)
                .addKeyValue("err", problem)
                .log("directory of text files cannot be read");
          }
        });
    folderProblems = problems;
  }

  private void check(Folder folder, Path path, PathName name) {
    Textfile file = files.get(folder.textOf(name));
    if (file == null || file.isOnlyRestored()) {
      file = named(folder, path, name, file);
    }
    long now = System.nanoTime();
    try {
      FileStamp stamp = FileStamp.of(path);
      if (file.key == null) {
        return; // its path is invalid
      }
      boolean isKnownAtRest = !stamp.equals(file.seen()) && isAtRest(file, stamp);
      file.found(stamp, isKnownAtRest, now);
    } catch (NoSuchFileException e) {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        unseen(file, e); // a broken link
      } else {
        file.missing(now);
      }
    } catch (IOException e) {
      unseen(file, e);
    }
  }

  private void unseen(Textfile file, IOException e) {
    file.unseen();
    pusher.unreadable(file, FileErrors.reason(e));
  }

  /// Creates a file that was unknown, or only known from the state.
  private Textfile named(Folder folder, Path path, PathName name, @Nullable Textfile known) {
    GroupingKey key = null;
    String problem;
    try {
      key = FileKey.of(folder.labels(), name, names);
      problem = intake.keyProblem(key);
    } catch (FileKey.BadNameException e) {
      problem = e.getMessage();
    }
    var file = new Textfile(folder.textOf(name), path, problem == null ? key : null);
    if (known != null) {
      file.restoredFrom(known);
    }
    if (problem != null) {
      pusher.problem(file, Reason.MALFORMED, problem, false);
    }
    files.put(file.name, file);
    return file;
  }

  /// Whether a new version of a file may be read at once.
  private boolean isAtRest(Textfile file, FileStamp stamp) throws IOException {
    if (gateway.nowNanos() - stamp.changeNanos() >= OLD_NANOS) {
      return true;
    }
    FileStamp before = file.seen();
    boolean isOther = before == null || !Objects.equals(before.id(), stamp.id());
    return isOther && stamp.cameByRename(file.path);
  }

  /// Processes the due files, batch by batch.
  private void settle() {
    List<Runnable> underWay = new ArrayList<>();
    for (Textfile file : List.copyOf(files.values())) {
      long now = System.nanoTime();
      if (isClosed || file.isSettled() || file.dueNanos() - now > 0) {
        continue;
      }
      FileStamp stamp = file.seen();
      if (file.isMissing()) {
        underWay.add(pusher.drop(file, () -> files.remove(file.name)));
      } else if (file.key != null && stamp != null) {
        underWay.add(pusher.push(file, file.key, stamp, now));
      }
      if (underWay.size() == BATCH) {
        underWay.forEach(Runnable::run);
        underWay.clear();
      }
    }
    underWay.forEach(Runnable::run);
  }

  private void report() {
    int count = 0;
    boolean hasError = !folderProblems.isEmpty();
    for (Textfile file : files.values()) {
      count += file.isMissing() ? 0 : 1;
      hasError |= file.problem != null && !file.isMissing();
    }
    listener.scanned(count, hasError);
  }

  /// When the next file is due.
  private long nextNanos() {
    long next = nextScanNanos;
    for (Textfile file : files.values()) {
      if (!file.isSettled() && file.dueNanos() - next < 0) {
        next = file.dueNanos();
      }
    }
    return next;
  }
}
