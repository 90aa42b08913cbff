package io.sluice.textfile;

import io.sluice.files.FileErrors;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for changes in folders that the file system reports. If it does not report changes,
/// waiting ends by the timeout, and a scan of the folders finds them.
final class ChangeEvents implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChangeEvents.class);

  /// Notified of possible changes.
  interface Listener {
    void changed(Folder folder, Path file);

    /// Events were lost, so anything may have changed.
    void changed();
  }

  private final @Nullable WatchService service;
  private final Map<WatchKey, Folder> keyToFolder = new HashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean isIncomplete;

  ChangeEvents() {
    service = service();
  }

  private static @Nullable WatchService service() {
    try {
      return FileSystems.getDefault().newWatchService();
    } catch (IOException e) {
      logIncomplete(e);
      return null;
    }
  }

  /// Watches exactly these folders. A folder that has replaced another of the same name is watched
  /// instead of it.
  void watch(Iterable<Folder> folders) {
    if (service == null) {
      return;
    }
    Set<WatchKey> wanted = new HashSet<>();
    for (Folder folder : folders) {
      try {
        WatchKey key =
            folder
                .path()
                .register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
        wanted.add(key);
        keyToFolder.put(key, folder);
      } catch (NoSuchFileException _) {
        // The scan reports the error, and the next scan tries to watch the folder again.
      } catch (IOException e) {
        if (!isIncomplete) {
          isIncomplete = true;
          logIncomplete(e);
        }
      } catch (ClosedWatchServiceException _) {
        return;
      }
    }
    keyToFolder.keySet().removeIf(key -> isDropped(key, wanted));
  }

  private static boolean isDropped(WatchKey key, Set<WatchKey> wanted) {
    boolean isDropped = !wanted.contains(key);
    if (isDropped) {
      key.cancel();
    }
    return isDropped;
  }

  private static void logIncomplete(IOException e) {
    log.atWarn()
        .addKeyValue("err", FileErrors.message(e))
        .log("cannot watch text files; changes are only found by periodic scans");
  }

  /// Waits until something changes or the timeout has passed, and notifies the listener of changes.
  ///
  /// @return whether to continue
  boolean await(long nanos, Listener listener) throws InterruptedException {
    if (service == null) {
      return !closed.await(nanos, TimeUnit.NANOSECONDS);
    }
    try {
      WatchKey key = service.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      while (key != null) {
        tell(key, listener);
        key = service.poll();
      }
      return closed.getCount() > 0;
    } catch (ClosedWatchServiceException _) {
      return false;
    }
  }

  private void tell(WatchKey key, Listener listener) {
    Folder folder = keyToFolder.get(key);
    for (WatchEvent<?> event : key.pollEvents()) {
      if (folder != null && event.context() instanceof Path name) {
        listener.changed(folder, folder.path().resolve(name));
      } else {
        listener.changed();
      }
    }
    if (!key.reset()) {
      keyToFolder.remove(key);
      listener.changed();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    if (service != null) {
      try {
        service.close();
      } catch (IOException e) {
        log.atDebug().addKeyValue("err", e.getMessage()).log("watch service not closed");
      }
    }
  }
}
