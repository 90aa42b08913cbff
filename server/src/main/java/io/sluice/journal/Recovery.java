package io.sluice.journal;

import io.sluice.log.StateMachine;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/// Restores the state machine of an earlier process: first the snapshot, then the commands of the
/// segments after it, in one pass.
///
/// It changes no file. If it cannot read something, it fails with a [DamageException], except at
/// the end of the last segment, where a crash can leave records that were never acknowledged.
final class Recovery<C> {
  private static final long NO_END = Long.MAX_VALUE;

  /// A segment with the sequences of its first record and of the next segment's first record.
  private record Segment(String name, MemorySegment bytes, long first, long end) {}

  /// Where the log continues.
  ///
  /// @param lastSequence sequence of the last command that the state includes
  /// @param nextSegment the number of the next segment
  /// @param unforced the segment whose end may not be on the disk yet, or null
  record Result(
      long lastSequence,
      long nextSegment,
      @Nullable String unforced,
      JournalListener.Recovered report) {}

  private final JournalDirectory disk;
  private final FileNames names;
  private final StateMachine<C, ?> machine;
  private final JournalListener listener;
  private final long startNanos = System.nanoTime();
  private long parts;
  private long commands;
  private long applied;

  Recovery(
      JournalDirectory disk,
      FileNames names,
      StateMachine<C, ?> machine,
      JournalListener listener) {
    this.disk = disk;
    this.names = names;
    this.machine = machine;
    this.listener = listener;
  }

  Result run() throws IOException {
    try (Arena arena = Arena.ofShared()) {
      List<String> files = disk.list();
      NavigableMap<Long, String> numbered = names.segments(files);
      if (files.contains(names.snapshot())
          && !SnapshotFile.isNoneYet(disk, names, numbered, arena)) {
        applied = restore(names.snapshot(), disk.read(names.snapshot(), arena));
      }
      for (Segment segment : segments(numbered, arena)) {
        replay(segment);
      }
      long nanos = System.nanoTime() - startNanos;
      var report = new JournalListener.Recovered(parts, commands, numbered.size(), applied, nanos);
      return result(numbered, arena, report);
    }
  }

  private Result result(
      NavigableMap<Long, String> numbered, Arena arena, JournalListener.Recovered report)
      throws IOException {
    Map.Entry<Long, String> last = numbered.lastEntry();
    if (last == null) {
      return new Result(applied, 1, null, report);
    }
    // An empty segment is replaced, otherwise each start would leave one behind.
    boolean isEmpty = disk.read(last.getValue(), arena).byteSize() == FileHead.BYTES;
    return isEmpty
        ? new Result(applied, last.getKey(), null, report)
        : new Result(applied, last.getKey() + 1, last.getValue(), report);
  }

  /// @return the sequence of the last command that the snapshot includes
  private long restore(String name, MemorySegment file) throws IOException {
    long sequence =
        Snapshots.read(
            name,
            file,
            (bytes, length) -> {
              machine.restore(bytes, length);
              parts++;
            });
    complete(name, file.byteSize());
    return sequence;
  }

  private void complete(String name, long offset) throws IOException {
    try {
      machine.completeRestore();
    } catch (IOException e) {
      var damage = new DamageException(name, offset, String.valueOf(e.getMessage()));
      damage.initCause(e);
      throw damage;
    }
  }

  /// The segments that are needed, after checking that they form a sequence without gaps.
  private List<Segment> segments(NavigableMap<Long, String> numbered, Arena arena)
      throws IOException {
    var segments = new ArrayList<Segment>();
    @Nullable Segment next = null;
    for (Map.Entry<Long, String> entry : numbered.descendingMap().entrySet()) {
      String name = entry.getValue();
      MemorySegment bytes = disk.read(name, arena);
      long first = FileHead.read(FileHead.Kind.SEGMENT, name, bytes).sequence();
      long end = next == null ? NO_END : next.first;
      if (first > end) {
        throw new DamageException(name, 0, "it begins after the next segment: first=" + first);
      }
      next = new Segment(name, bytes, first, end);
      segments.addFirst(next);
      if (first <= applied + 1) {
        return segments;
      }
    }
    if (next != null) {
      throw new DamageException(
          next.name,
          0,
          "commands before it are missing: first=%d last=%d"
              .formatted(applied + 1, next.first - 1));
    }
    return segments;
  }

  private void replay(Segment segment) throws IOException {
    long offset = FileHead.BYTES;
    for (long sequence = segment.first; sequence < segment.end; sequence++) {
      RecordFrame frame = RecordFrame.read(segment.bytes, offset);
      if (frame == null || frame.sequence() != sequence || frame.payload().byteSize() == 0) {
        endEarly(segment, offset, sequence);
        return;
      }
      if (sequence > applied) {
        apply(segment.name, frame);
        applied = sequence;
        commands++;
      }
      offset = frame.end();
    }
  }

  private void apply(String name, RecordFrame frame) throws IOException {
    C command;
    try {
      command = machine.decode(frame.bytes());
    } catch (IOException e) {
      throw DamageException.unknown(name, frame.offset(), frame.sequence(), e);
    }
    machine.apply(command);
  }

  /// Called if the record `sequence` is not at `offset`. Returns if this is the end of the log,
  /// otherwise fails.
  private void endEarly(Segment segment, long offset, long sequence) throws IOException {
    if (segment.end != NO_END) {
      throw new DamageException(
          segment.name, offset, "command %d is missing or damaged".formatted(sequence));
    }
    long bytes = segment.bytes.byteSize() - offset;
    if (bytes == 0) {
      return;
    }
    RecordFrame later = RecordScanner.laterRecord(segment.bytes, offset, sequence);
    if (later != null) {
      throw new DamageException(
          segment.name,
          offset,
          "command %d is missing or damaged, and was acknowledged before command %d"
              .formatted(sequence, later.sequence()));
    }
    listener.tornTail(segment.name, offset, bytes);
  }
}
