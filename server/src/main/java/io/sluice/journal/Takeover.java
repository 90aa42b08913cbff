package io.sluice.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.util.Iterator;
import java.util.List;

/// Takes over, once, a file that another program left under the name of the snapshot.
// The steps, each of which can be the last before a crash: give the original its second name, or
// make a copy of that name; write our snapshot under another name; rename it over the
// first. Until the last one the original is where it was, and a new start begins again.
final class Takeover {
  /// How much is copied at once.
  private static final long COPIED_BYTES = 1 << 20; // 1 MiB

  private Takeover() {}

  /// Does nothing unless the file is there and `foreign` accepts it.
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
                + " was written by another program, but there are segments beside it: "
                + names.segments(files).firstEntry().getValue());
      }
      Iterator<byte[]> parts = foreign.parts(file);
      keep(disk, names, file, names.snapshot() + foreign.suffix(), arena);
      disk.forceFolder();
      new SnapshotFile(disk, names).write(0, parts, () -> false);
    }
  }

  /// Gives the original its second name, unless an earlier start did.
  private static void keep(
      JournalDirectory disk, FileNames names, MemorySegment original, String kept, Arena arena)
      throws IOException {
    if (disk.list().contains(kept)) {
      if (disk.read(kept, arena).mismatch(original) >= 0) {
        throw new IOException(
            "%s is to be kept as %s, but there is another file of that name"
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

  /// Keeps a copy: not every file system has second names, and Linux refuses one for a file of
  /// somebody else that we may not write to (`fs.protected_hardlinks`).
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
