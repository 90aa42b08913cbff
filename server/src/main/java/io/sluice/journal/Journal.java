package io.sluice.journal;

import io.sluice.files.FileErrors;
import io.sluice.log.CommitLog;
import io.sluice.log.LogException;
import io.sluice.log.StateMachine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A log on disk: a snapshot of the state, and segments with the commands after it.
///
/// When the stage of [#append] completes with an outcome, the command is as durable as the
/// [SyncPolicy] promises, and a later [#open] restores it.
public final class Journal<C, O> implements CommitLog<C, O> {
  // One writer thread does everything in order: it takes all waiting commands as one batch, writes
  // them, forces the segment, applies them, and completes their stages. Commands that arrive
  // meanwhile form the next batch, so one force is shared by all commands of a batch.
  //
  //   lastSequence      sequence of the last command that is written and applied
  //   durableSequence   sequence of the last command known to be on disk; with PUSH the same
  //   segment           takes the next record
  //   trouble           why the last write failed; null if it succeeded
  //
  // After a failed write the content of the file is unknown, so the segment is never written to
  // again. The next segment begins with the first sequence of the failed batch, which invalidates
  // any part of that batch that reached the disk (see FileHead). With INTERVAL and NONE,
  // acknowledged commands may be missing from the failed segment, so a snapshot of the whole state
  // is written first.
  //
  // A snapshot is taken between two batches, and a new segment begins at the same point. A separate
  // thread writes the snapshot. When it is durable, the segments before that point are deleted.

  private static final int MAX_WAITING = 100_000;
  private static final int MAX_BATCHED = 4_096;
  private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long IDLE_MILLIS = 200;
  private static final long NEVER_NANOS = Long.MAX_VALUE / 2;
  private static final Duration LAST_SNAPSHOT = Duration.ofSeconds(2);

  /// After a failure, the disk is considered writable when it accepts this much.
  private static final int PROBE_BYTES = 1 << 20; // 1 MiB

  /// The settings of a journal.
  ///
  /// @param snapshotInterval the minimum time between two snapshots
  /// @param maxSegmentsBytes a snapshot is due earlier when the segments are longer than this and
  ///   four times as long as the last snapshot
  /// @param retryInterval the delay before a failed write is retried
  public record Options(
      SyncPolicy sync, Duration snapshotInterval, long maxSegmentsBytes, Duration retryInterval) {
    private static final long MEBIBYTE = 1 << 20;

    public Options(SyncPolicy sync, Duration snapshotInterval) {
      this(sync, snapshotInterval, 256 * MEBIBYTE, Duration.ofSeconds(1));
    }
  }

  /// A snapshot that is being written.
  ///
  /// @param segments the number of segments that it covers, and their size
  private record RunningSnapshot(
      FutureTask<Long> task, long sequence, long segments, long segmentsBytes) {}

  /// An element of the writer's queue.
  private sealed interface Waiting<C, O> {}

  private record Entry<C, O>(C command, byte[] bytes, CompletableFuture<O> outcome)
      implements Waiting<C, O> {}

  /// Wakes the writer; not a command.
  private record Wake<C, O>() implements Waiting<C, O> {}

  private final JournalDirectory disk;
  private final FileNames names;
  private final Options options;
  private final StateMachine<C, O> machine;
  private final JournalListener listener;
  private final Consumer<Throwable> onFatal;
  private final AutoCloseable lock;
  private final BlockingQueue<Waiting<C, O>> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
  private final Thread writer = Thread.ofPlatform().name("journal").unstarted(this::run);
  private volatile boolean isClosed;
  private volatile @Nullable String writeProblem;

  private List<Entry<C, O>> current = List.of();
  private SegmentWriter segment;
  private long lastSequence;
  private long durableSequence;
  private long oldSegments;
  private long oldSegmentsBytes;
  private long lastForceNanos = System.nanoTime();
  private long lastRetryNanos;
  private long lastSnapshotNanos = System.nanoTime();
  private long snapshotSequence;
  private long snapshotBytes;
  private @Nullable RunningSnapshot running;
  private volatile long giveUpNanos = System.nanoTime() + NEVER_NANOS;

  private Journal(
      JournalDirectory disk,
      FileNames names,
      Options options,
      StateMachine<C, O> machine,
      JournalListener listener,
      Consumer<Throwable> onFatal,
      AutoCloseable lock,
      Recovery.Result recovered)
      throws IOException {
    this.disk = disk;
    this.names = names;
    this.options = options;
    this.machine = machine;
    this.listener = listener;
    this.onFatal = onFatal;
    this.lock = lock;
    this.lastSequence = recovered.lastSequence();
    this.durableSequence = lastSequence;
    this.snapshotSequence = recovered.report().commands() > 0 ? -1 : lastSequence;
    this.oldSegments = recovered.report().segments();
    this.segment = SegmentWriter.create(disk, names, recovered.nextSegment(), lastSequence + 1);
  }

  /// Restores the state of `machine`, which must be empty, from the files, and opens the log for
  /// new commands.
  ///
  /// @param file the snapshot; the segments and the lock are in the same folder, or in that of the
  ///   link target if it is a symbolic link
  /// @param foreign imports a file that another program wrote under that name
  /// @param onFatal called when a command cannot be applied and the state may therefore be wrong
  /// @throws FileLockedException if another process uses the files
  /// @throws DamageException if the files are damaged
  public static <C, O> Journal<C, O> open(
      Path file,
      Options options,
      StateMachine<C, O> machine,
      @Nullable ForeignSnapshot foreign,
      JournalListener listener,
      Consumer<Throwable> onFatal)
      throws IOException {
    Path target = LinkTarget.of(file);
    FileErrors.refuseFolder(target);
    LocalDisk disk = LocalDisk.of(target);
    FileNames names = FileNames.of(target);
    JournalLock lock = JournalLock.take(disk, names);
    try {
      return open(disk, names, options, machine, foreign, listener, onFatal, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  static <C, O> Journal<C, O> open(
      JournalDirectory disk,
      FileNames names,
      Options options,
      StateMachine<C, O> machine,
      @Nullable ForeignSnapshot foreign,
      JournalListener listener,
      Consumer<Throwable> onFatal,
      AutoCloseable lock)
      throws IOException {
    if (foreign != null) {
      Takeover.run(disk, names, foreign);
    }
    Recovery.Result recovered = new Recovery<>(disk, names, machine, listener).run();
    // Commands that a killed process wrote but did not force are now part of the state, so they
    // must be forced.
    if (recovered.unforced() != null) {
      disk.force(recovered.unforced());
    }
    listener.recovered(recovered.report());
    var journal = new Journal<>(disk, names, options, machine, listener, onFatal, lock, recovered);
    journal.writer.start();
    return journal;
  }

  @Override
  public CompletionStage<O> append(C command) {
    O refusal = machine.refusal(command);
    if (refusal != null) {
      return CompletableFuture.completedFuture(refusal);
    }
    var entry = new Entry<>(command, machine.encode(command), new CompletableFuture<O>());
    if (isClosed) {
      return CompletableFuture.failedFuture(new LogException(CommitLog.CLOSED, null));
    }
    if (!waiting.offer(entry)) {
      return CompletableFuture.failedFuture(new LogException("write queue is full", null));
    }
    if (isClosed && waiting.remove(entry)) {
      return CompletableFuture.failedFuture(new LogException(CommitLog.CLOSED, null));
    }
    return entry.outcome();
  }

  @Override
  public @Nullable String problem() {
    return isClosed ? CommitLog.CLOSED : writeProblem;
  }

  /// Applies the appended commands, makes them durable, and writes a last snapshot if that is fast.
  @Override
  public void close() {
    isClosed = true;
    waiting.offer(new Wake<>()); // If the queue is full, the writer does not wait.
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!isClosed || !waiting.isEmpty()) {
        current = nextBatch();
        if (!current.isEmpty()) {
          commit(current);
        }
        maintain();
      }
      finish();
    } catch (Throwable e) {
      isClosed = true;
      failAll(current, new LogException(CommitLog.CLOSED, e));
      failAll(entries(waiting), new LogException(CommitLog.CLOSED, e));
      onFatal.accept(e);
    } finally {
      closeQuietly(lock);
    }
  }

  private List<Entry<C, O>> nextBatch() throws InterruptedException {
    Waiting<C, O> first = waiting.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
    if (first == null) {
      return List.of();
    }
    var taken = new ArrayList<Waiting<C, O>>();
    taken.add(first);
    waiting.drainTo(taken, MAX_BATCHED - 1);
    return entries(taken);
  }

  private static <C, O> List<Entry<C, O>> entries(Collection<Waiting<C, O>> waiting) {
    var entries = new ArrayList<Entry<C, O>>(waiting.size());
    for (Waiting<C, O> one : waiting) {
      if (one instanceof Entry<C, O> entry) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private void commit(List<Entry<C, O>> batch) throws InterruptedException {
    if (writeProblem != null && !repair()) {
      failAll(batch, new LogException(Objects.requireNonNull(writeProblem), null));
      return;
    }
    try {
      write(batch.stream().map(Entry::bytes).toList());
    } catch (IOException e) {
      fail(e);
      failAll(batch, new LogException(Objects.requireNonNull(writeProblem), e));
      return;
    }
    var outcomes = new ArrayList<O>(batch.size());
    batch.forEach(entry -> outcomes.add(machine.apply(entry.command)));
    lastSequence += batch.size();
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).outcome.complete(outcomes.get(i));
    }
  }

  private void write(List<byte[]> payloads) throws IOException {
    long before = segment.bytes();
    segment.append(payloads, lastSequence + 1, durableSequence);
    long forceNanos = -1;
    if (options.sync == SyncPolicy.PUSH) {
      forceNanos = force(lastSequence + payloads.size());
    }
    listener.batchWritten(payloads.size(), segment.bytes() - before, forceNanos);
  }

  /// Makes the segment durable, up to the command `sequence`.
  ///
  /// @return the duration in nanoseconds
  private long force(long sequence) throws IOException {
    long start = System.nanoTime();
    segment.force();
    durableSequence = sequence;
    listener.durable(sequence);
    lastForceNanos = System.nanoTime();
    return lastForceNanos - start;
  }

  /// Does everything that is due other than commands.
  private void maintain() throws InterruptedException {
    if (writeProblem != null) {
      repair();
      return;
    }
    long now = System.nanoTime();
    try {
      if (options.sync == SyncPolicy.INTERVAL
          && durableSequence < lastSequence
          && now - lastForceNanos >= FORCE_NANOS) {
        force(lastSequence);
      }
      if (running != null && running.task.isDone()) {
        noteSnapshot(running);
      }
      if (running == null && isSnapshotDue(now)) {
        startSnapshot();
      }
    } catch (IOException e) {
      fail(e);
    }
    listener.segments(oldSegments + 1, oldSegmentsBytes + segment.bytes());
  }

  private boolean isSnapshotDue(long now) {
    if (snapshotSequence == lastSequence) {
      return false;
    }
    long bytes = oldSegmentsBytes + segment.bytes();
    return now - lastSnapshotNanos >= options.snapshotInterval.toNanos()
        || (bytes > options.maxSegmentsBytes && bytes > 4 * snapshotBytes);
  }

  private void startSnapshot() throws IOException {
    nextSegment();
    long sequence = lastSequence;
    long keptFrom = segment.number();
    Iterator<byte[]> parts = machine.parts();
    var task =
        new FutureTask<Long>(
            () -> {
              long bytes = snapshot(sequence, parts);
              deleteBefore(keptFrom);
              return bytes;
            });
    running = new RunningSnapshot(task, sequence, oldSegments, oldSegmentsBytes);
    lastSnapshotNanos = System.nanoTime();
    Thread.ofPlatform().name("snapshot").start(task);
  }

  private long snapshot(long sequence, Iterator<byte[]> parts) throws IOException {
    long start = System.nanoTime();
    long bytes =
        new SnapshotFile(disk, names)
            .write(sequence, parts, () -> System.nanoTime() - giveUpNanos > 0);
    listener.snapshotWritten(bytes, System.nanoTime() - start);
    return bytes;
  }

  /// Handles the result of a snapshot that has ended.
  private void noteSnapshot(RunningSnapshot snapshot) throws InterruptedException {
    running = null;
    try {
      snapshotBytes = snapshot.task.get();
      snapshotSequence = snapshot.sequence;
      oldSegments -= snapshot.segments;
      oldSegmentsBytes -= snapshot.segmentsBytes;
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      listener.failed(
          "snapshot", cause instanceof IOException io ? io : new IOException("snapshot", cause));
    }
  }

  /// Continues in a new segment, after making the previous one durable.
  private void nextSegment() throws IOException {
    if (durableSequence < lastSequence) {
      force(lastSequence);
    }
    moveOn();
  }

  private void moveOn() throws IOException {
    SegmentWriter next = SegmentWriter.create(disk, names, segment.number() + 1, lastSequence + 1);
    oldSegments++;
    oldSegmentsBytes += segment.bytes();
    closeQuietly(segment);
    segment = next;
  }

  /// Deletes the segments before `number`, oldest first, so that the remaining ones never have a
  /// gap.
  private void deleteBefore(long number) throws IOException {
    for (String name : names.segments(disk.list()).headMap(number).values()) {
      disk.delete(name);
    }
  }

  private void fail(IOException e) {
    writeProblem = "cannot write %s: %s".formatted(segment.name(), e.getMessage());
    lastRetryNanos = System.nanoTime();
    listener.failed("append", e);
  }

  /// Tries to resume after a failed write, at most once per retry interval.
  ///
  /// @return whether commands can be written again
  private boolean repair() throws InterruptedException {
    if (System.nanoTime() - lastRetryNanos < options.retryInterval.toNanos()) {
      return false;
    }
    try {
      probe();
      if (durableSequence < lastSequence) {
        coverBySnapshot();
      }
      moveOn();
    } catch (IOException e) {
      fail(e);
      return false;
    }
    writeProblem = null;
    listener.writableAgain();
    return true;
  }

  /// Writes a snapshot of the whole state, to make commands durable that may be missing from the
  /// failed segment.
  private void coverBySnapshot() throws IOException, InterruptedException {
    if (running != null) {
      noteSnapshot(running);
    }
    snapshotBytes = snapshot(lastSequence, machine.parts());
    snapshotSequence = lastSequence;
    durableSequence = lastSequence;
  }

  private void probe() throws IOException {
    disk.delete(names.probe());
    try (JournalDirectory.Output out = disk.create(names.probe())) {
      out.write(ByteBuffer.allocate(PROBE_BYTES));
      out.force();
    } finally {
      disk.delete(names.probe());
    }
  }

  private void finish() throws InterruptedException {
    giveUpNanos = System.nanoTime() + LAST_SNAPSHOT.toNanos();
    if (running != null) {
      noteSnapshot(running);
    }
    if (writeProblem == null) {
      try {
        finishSegments();
      } catch (IOException e) {
        listener.failed("snapshot", e);
      }
    }
    closeQuietly(segment);
  }

  private void finishSegments() throws IOException {
    if (snapshotSequence == lastSequence) {
      return;
    }
    nextSegment();
    snapshot(lastSequence, machine.parts());
    deleteBefore(segment.number());
  }

  private void failAll(List<Entry<C, O>> entries, LogException failure) {
    entries.forEach(entry -> entry.outcome.completeExceptionally(failure));
  }

  private void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      listener.failed("cleanup", e instanceof IOException io ? io : new IOException(e));
    }
  }
}
