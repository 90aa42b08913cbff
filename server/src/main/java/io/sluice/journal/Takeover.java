package io.sluice.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.util.Iterator;
import java.util.List;

/// Imports, once, a file that another program wrote under the name of the snapshot.
// A crash may happen after each of the steps: link the original to its second name, or copy it;
// write our snapshot under a temporary name; rename it to the original name. Until the last step,
// the original keeps its name, and the next start repeats all steps.
final class Takeover {
  /// The size of the blocks that are copied.
  private static final long COPIED_BYTES = 1 << 20; // 1 MiB

  private Takeover() {}

  /// Does nothing unless the file exists and `foreign` accepts it.
  static void run(JournalDirectory disk, FileNames names, ForeignSnapshot foreign)
      throws IOException {
    List<String> files = disk.list();
    if (!files.contains(names.snapshot())) {
      return;
    }
    try (Arena arena = Arena.ofShared()) {
      MemorySegment file = disk.read(names.snapshot(), arena);
      if (FileHead.isOf(FileHead.Kind.SNAPSHOT, file) || !foreign.accepts(file)) {
        return;
      }
      if (!names.segments(files).isEmpty()) {
        throw new IOException(
            names.snapshot()
                + " was written by another program, but there are segments next to it: "
                + names.segments(files).firstEntry().getValue());
      }
      Iterator<byte[]> parts = foreign.parts(file);
      keep(disk, names, file, names.snapshot() + foreign.suffix(), arena);
      disk.forceFolder();
      new SnapshotFile(disk, names).write(0, parts, () -> false);
    }
  }

  /// Links the original to its second name, unless an earlier start has done so.
  private static void keep(
      JournalDirectory disk, FileNames names, MemorySegment original, String kept, Arena arena)
      throws IOException {
    if (disk.list().contains(kept)) {
      if (disk.read(kept, arena).mismatch(original) >= 0) {
        throw new IOException(
            "cannot keep %s as %s: another file with that name exists"
                .formatted(names.snapshot(), kept));
      }
      disk.force(kept);
      return;
    }
    try {
      disk.link(names.snapshot(), kept);
      disk.force(kept);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException _) {
      copy(disk, names, original, kept);
    }
  }

  /// Copies the original: not every file system has hard links, and Linux forbids them for files of
  /// other users without write permission (`fs.protected_hardlinks`).
  private static void copy(
      JournalDirectory disk, FileNames names, MemorySegment original, String kept)
      throws IOException {
    disk.delete(names.unfinished());
    try (JournalDirectory.Output out = disk.create(names.unfinished())) {
      for (long at = 0; at < original.byteSize(); at += COPIED_BYTES) {
        long length = Math.min(COPIED_BYTES, original.byteSize() - at);
        out.write(original.asSlice(at, length).asByteBuffer());
      }
      out.force();
    }
    disk.rename(names.unfinished(), kept);
  }
}
