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

/// A log on disk: a snapshot of the state, and segments with the commands since.
///
/// When the stage of [#append] completes with an outcome, the command is as safe as the
/// [SyncPolicy] says, and a later [#open] brings it back.
public final class Journal<C, O> implements CommitLog<C, O> {
  // One writer thread does everything in order: it takes all commands that wait as one batch,
  // writes them, forces the segment, applies them, and completes their stages. Commands that
  // arrive while it does so are the next batch; so one force serves as many as there are.
  //
  //   lastSequence      of the last command that is written and applied
  //   durableSequence   of the last command that the disk is known to have; with PUSH the same
  //   segment           takes the next record
  //   trouble           why the last write failed; null when all is well
  //
  // After a failed write the content of the file is unknown, so the segment is never written to
  // again. The next one begins with the sequence that the failed batch began with: whatever of
  // that batch reached the disk is thereby void (see FileHead). With INTERVAL and NONE
  // acknowledged commands may be missing from the failed segment, so a snapshot of the whole
  // state comes first.
  //
  // A snapshot begins a new segment at the same point between two batches, and is written by a
  // thread of its own. When it is durable, the segments before that point go.

  private static final int MOST_WAITING = 100_000;
  private static final int MOST_BATCHED = 4_096;
  private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long IDLE_MILLIS = 200;
  private static final long NEVER_NANOS = Long.MAX_VALUE / 2;
  private static final Duration LAST_SNAPSHOT = Duration.ofSeconds(2);

  /// A disk that takes this much has room again.
  private static final int PROBE_BYTES = 1 << 20; // 1 MiB

  /// How a journal is kept.
  ///
  /// @param snapshotInterval the least time between two snapshots
  /// @param maxSegmentsBytes a snapshot is due earlier when the segments are longer than this and
  ///   four times as long as the last snapshot
  /// @param retryInterval how long after a failed write the next one is tried
  public record Options(
      SyncPolicy sync, Duration snapshotInterval, long maxSegmentsBytes, Duration retryInterval) {
    private static final long MEBIBYTE = 1 << 20;

    public Options(SyncPolicy sync, Duration snapshotInterval) {
      this(sync, snapshotInterval, 256 * MEBIBYTE, Duration.ofSeconds(1));
    }
  }

  /// A snapshot on its way.
  ///
  /// @param segments how many it covers, and how long they are
  private record RunningSnapshot(
      FutureTask<Long> task, long sequence, long segments, long segmentsBytes) {}

  /// What the writer waits for.
  private sealed interface Waiting<C, O> {}

  private record Entry<C, O>(C command, byte[] bytes, CompletableFuture<O> outcome)
      implements Waiting<C, O> {}

  /// Ends a wait, and is no command.
  private record Wake<C, O>() implements Waiting<C, O> {}

  private final JournalDirectory disk;
  private final FileNames names;
  private final Options options;
  private final StateMachine<C, O> machine;
  private final JournalListener listener;
  private final Consumer<Throwable> onFatal;
  private final AutoCloseable lock;
  private final BlockingQueue<Waiting<C, O>> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Thread writer = Thread.ofPlatform().name("journal").unstarted(this::run);
  private volatile boolean isClosed;
  private volatile @Nullable String trouble;

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

  /// Brings `machine`, which is empty, to where the files left it, and goes on from there.
  ///
  /// @param file the snapshot; segments and a lock are beside it, or beside what it links to
  /// @param foreign takes over what another program left under that name
  /// @param onFatal called when a command cannot be applied: the state is not to be trusted then
  /// @throws FileLockedException if another process has the files
  /// @throws DamageException if they hold what no journal writes
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
    // What a killed process wrote and did not force is part of the state now, so it has to stay.
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
    return isClosed ? CommitLog.CLOSED : trouble;
  }

  /// Finishes what was appended, makes it durable, and writes a last snapshot if that is quick.
  @Override
  public void close() {
    isClosed = true;
    waiting.offer(new Wake<>()); // There is no need to end a wait if there is no room for this.
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
        lookAfter();
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
    waiting.drainTo(taken, MOST_BATCHED - 1);
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
    if (trouble != null && !repair()) {
      failAll(batch, new LogException(Objects.requireNonNull(trouble), null));
      return;
    }
    try {
      write(batch.stream().map(Entry::bytes).toList());
    } catch (IOException e) {
      fail(e);
      failAll(batch, new LogException(Objects.requireNonNull(trouble), e));
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

  /// Makes the segment durable, which it is then up to the command `sequence`.
  ///
  /// @return how long that took
  private long force(long sequence) throws IOException {
    long start = System.nanoTime();
    segment.force();
    durableSequence = sequence;
    listener.durable(sequence);
    lastForceNanos = System.nanoTime();
    return lastForceNanos - start;
  }

  /// What is due beside the commands.
  private void lookAfter() throws InterruptedException {
    if (trouble != null) {
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

  /// Takes note of a snapshot that has ended.
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

  /// Goes on in a new segment; the one before is durable then.
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

  /// Deletes the segments before `number`, oldest first: what is left is always without a gap.
  private void deleteBefore(long number) throws IOException {
    for (String name : names.segments(disk.list()).headMap(number).values()) {
      disk.delete(name);
    }
  }

  private void fail(IOException e) {
    trouble = "cannot write %s: %s".formatted(segment.name(), e.getMessage());
    lastRetryNanos = System.nanoTime();
    listener.failed("append", e);
  }

  /// Tries to go on after a failed write, once a second at most.
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
    trouble = null;
    listener.writableAgain();
    return true;
  }

  /// Makes commands durable that the failed segment may not hold, by a snapshot of all.
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
    if (trouble == null) {
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
