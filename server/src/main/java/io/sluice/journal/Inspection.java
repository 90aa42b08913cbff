package io.sluice.journal;

import io.sluice.files.FileErrors;
import io.sluice.log.StateMachine;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads everything that is intact in the files of a journal, even if other parts are damaged, and
/// changes nothing. The gateway may be running.
public final class Inspection<C> {
  /// A part of a file that could not be read.
  ///
  /// @param bytes the number of bytes that were skipped
  public record Damage(String file, long offset, long bytes, String found) {}

  /// A segment.
  ///
  /// @param records number of records read, including those older than the snapshot
  public record Segment(String name, long bytes, long firstSequence, long records) {}

  /// The result of an inspection.
  ///
  /// @param parts number of records of the snapshot
  /// @param commands number of records of the segments that were applied
  /// @param lastSequence sequence of the last command that the state includes
  /// @param isUnfinished whether the last segment ends with an incomplete record, as after a crash
  public record Report(
      long snapshotBytes,
      long parts,
      long commands,
      long lastSequence,
      List<Segment> segments,
      List<Damage> damage,
      boolean isUnfinished) {
    public Report {
      segments = List.copyOf(segments);
      damage = List.copyOf(damage);
    }
  }

  private final JournalDirectory disk;
  private final FileNames names;
  private final StateMachine<C, ?> machine;
  private final List<Damage> damage = new ArrayList<>();
  private final List<Segment> segments = new ArrayList<>();
  private long snapshotBytes;
  private long parts;
  private long commands;
  private long last;
  private boolean isUnfinished;

  private Inspection(JournalDirectory disk, FileNames names, StateMachine<C, ?> machine) {
    this.disk = disk;
    this.names = names;
    this.machine = machine;
  }

  /// Reads the journal of `file` into `machine`, which must be empty.
  ///
  /// @throws IOException if there are no files, or they cannot be read
  public static <C> Report read(Path file, StateMachine<C, ?> machine) throws IOException {
    FileErrors.refuseFolder(file);
    return read(LocalDisk.of(file), FileNames.of(file), machine);
  }

  static <C> Report read(JournalDirectory disk, FileNames names, StateMachine<C, ?> machine)
      throws IOException {
    return new Inspection<>(disk, names, machine).run();
  }

  /// Writes the state of `machine` to a new snapshot called `target`.
  ///
  /// @throws FileAlreadyExistsException if a file with that name exists
  public static void save(Path target, long lastSequence, StateMachine<?, ?> machine)
      throws IOException {
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    new SnapshotFile(LocalDisk.of(target), FileNames.of(target))
        .write(lastSequence, machine.parts(), () -> false);
  }

  private Report run() throws IOException {
    try (Arena arena = Arena.ofShared()) {
      List<String> files = disk.list();
      NavigableMap<Long, String> numbered = names.segments(files);
      boolean isThere = files.contains(names.snapshot());
      if (!isThere && numbered.isEmpty()) {
        throw new IOException("there is no " + names.snapshot() + " and no segment of it");
      }
      var contents = new TreeMap<Long, MemorySegment>();
      for (Map.Entry<Long, String> segment : numbered.entrySet()) {
        contents.put(segment.getKey(), disk.read(segment.getValue(), arena));
      }
      if (isThere && !SnapshotFile.isNoneYet(disk, names, numbered, arena)) {
        readSnapshot(disk.read(names.snapshot(), arena));
        completeRestore();
      }
      readSegments(contents);
    }
    if (parts == 0 && segments.isEmpty() && !damage.isEmpty()) {
      throw new IOException(
          "%s contains no readable record: %s"
              .formatted(names.snapshot(), damage.getFirst().found()));
    }
    return new Report(snapshotBytes, parts, commands, last, segments, damage, isUnfinished);
  }

  private void readSnapshot(MemorySegment file) {
    snapshotBytes = file.byteSize();
    String name = names.snapshot();
    if (isOther(FileHead.Kind.SEGMENT, name, file)) {
      return;
    }
    last = headSequence(FileHead.Kind.SNAPSHOT, name, file, 0);
    long offset = FileHead.BYTES;
    long index = 0;
    while (true) {
      RecordFrame frame = nextFrame(name, file, offset, index);
      if (frame == null) {
        long left = Math.max(0, file.byteSize() - offset);
        add(name, offset, left, "the end of the snapshot is missing");
        return;
      }
      index = frame.sequence() + 1;
      offset = frame.end();
      if (frame.payload().byteSize() == 0) {
        break;
      }
      try {
        machine.restore(frame.bytes(), frame.length());
        parts++;
      } catch (IOException e) {
        add(name, frame.offset(), frame.end() - frame.offset(), String.valueOf(e.getMessage()));
      }
    }
    if (offset < file.byteSize()) {
      add(name, offset, file.byteSize() - offset, "trailing data after the end of the file");
    }
  }

  private void completeRestore() {
    try {
      machine.completeRestore();
    } catch (IOException e) {
      add(names.snapshot(), snapshotBytes, 0, String.valueOf(e.getMessage()));
    }
  }

  private void readSegments(NavigableMap<Long, MemorySegment> contents) {
    for (Map.Entry<Long, MemorySegment> entry : contents.entrySet()) {
      String name = names.segment(entry.getKey());
      MemorySegment file = entry.getValue();
      if (isOther(FileHead.Kind.SNAPSHOT, name, file)) {
        continue;
      }
      long first = headSequence(FileHead.Kind.SEGMENT, name, file, last + 1);
      Map.Entry<Long, MemorySegment> next = contents.higherEntry(entry.getKey());
      long end =
          next == null
              ? Long.MAX_VALUE
              : headSequence(FileHead.Kind.SEGMENT, next.getValue(), Long.MAX_VALUE);
      if (first > last + 1 && first < Long.MAX_VALUE) {
        add(name, 0, 0, "commands %d to %d are missing".formatted(last + 1, first - 1));
      }
      readSegment(name, file, first, end, next == null);
    }
  }

  private void readSegment(String name, MemorySegment file, long first, long end, boolean isLast) {
    long offset = Math.min(FileHead.BYTES, file.byteSize());
    long expected = first;
    long records = 0;
    while (expected < end && offset < file.byteSize()) {
      if (isLast
          && RecordFrame.read(file, offset) == null
          && RecordScanner.laterRecord(file, offset, expected) == null) {
        isUnfinished = true;
        break;
      }
      RecordFrame frame = nextFrame(name, file, offset, expected);
      if (frame == null || frame.sequence() >= end) {
        break;
      }
      records++;
      expected = frame.sequence() + 1;
      offset = frame.end();
      apply(name, frame);
    }
    if (expected < end && end < Long.MAX_VALUE && last < end - 1) {
      add(
          name,
          offset,
          file.byteSize() - offset,
          "commands %d to %d are missing".formatted(expected, end - 1));
    }
    segments.add(new Segment(name, file.byteSize(), first, records));
  }

  private void apply(String name, RecordFrame frame) {
    if (frame.sequence() <= last) {
      return;
    }
    try {
      if (frame.payload().byteSize() == 0) {
        throw new IOException("empty command");
      }
      machine.apply(machine.decode(frame.bytes()));
      commands++;
    } catch (IOException e) {
      add(name, frame.offset(), frame.end() - frame.offset(), String.valueOf(e.getMessage()));
    }
    last = frame.sequence();
  }

  /// The good record at `offset`, or the next good one; everything in between is reported as
  /// damage.
  private @Nullable RecordFrame nextFrame(
      String name, MemorySegment file, long offset, long expected) {
    RecordFrame frame = RecordFrame.read(file, offset);
    if (frame != null && frame.sequence() == expected) {
      return frame;
    }
    RecordFrame found = RecordScanner.next(file, offset + 1, expected);
    if (found != null) {
      add(
          name,
          offset,
          found.offset() - offset,
          "records %d to %d are damaged".formatted(expected, found.sequence() - 1));
    }
    return found;
  }

  /// Whether the file has an intact head of the other kind. Then its records must not be
  /// interpreted.
  private boolean isOther(FileHead.Kind other, String name, MemorySegment file) {
    if (!FileHead.isOf(other, file)) {
      return false;
    }
    add(name, 0, file.byteSize(), "is a " + other.word());
    return true;
  }

  private long headSequence(FileHead.Kind kind, String name, MemorySegment file, long otherwise) {
    try {
      return FileHead.read(kind, name, file).sequence();
    } catch (IOException e) {
      add(name, 0, Math.min(FileHead.BYTES, file.byteSize()), String.valueOf(e.getMessage()));
      return otherwise;
    }
  }

  private static long headSequence(FileHead.Kind kind, MemorySegment file, long otherwise) {
    try {
      return FileHead.read(kind, "", file).sequence();
    } catch (IOException _) {
      return otherwise;
    }
  }

  private void add(String file, long offset, long bytes, String found) {
    damage.add(new Damage(file, offset, bytes, found));
  }
}
