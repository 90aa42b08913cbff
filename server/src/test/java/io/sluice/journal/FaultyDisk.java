package io.sluice.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A folder in memory that behaves like a disk with a power failure or with errors.
///
/// Data that was written and not forced is lost, kept, or kept in part, sector by sector. Changes
/// of names since the last [#forceFolder] are done up to some point, in order, as in a journaling
/// file system.
final class FaultyDisk implements JournalDirectory {
  private static final int SECTOR_BYTES = 512;

  /// One file: the part that is on disk for certain, and the part that was appended since.
  private static final class Content {
    byte[] bytes = {};
    int forcedBytes;

    byte[] survivor(Random random) {
      int unforced = bytes.length - forcedBytes;
      byte[] survivor = Arrays.copyOf(bytes, forcedBytes + random.nextInt(unforced + 1));
      for (int at = forcedBytes; at < survivor.length; ) {
        int end = Math.min(survivor.length, (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
        if (random.nextInt(3) == 0) {
          Arrays.fill(survivor, at, end, (byte) 0);
        }
        at = end;
      }
      return survivor;
    }
  }

  private final Random random;
  private final Map<String, Content> files = new HashMap<>();
  private final Map<String, Content> forcedFiles = new HashMap<>();
  private final List<Consumer<Map<String, Content>>> unforcedNames = new ArrayList<>();
  private boolean isWithoutLinks;
  private long operations;
  private long powerUntil = Long.MAX_VALUE;
  private long faultsFrom = Long.MAX_VALUE;
  private long faultsUntil = Long.MAX_VALUE;

  FaultyDisk(Random random) {
    this.random = random;
  }

  /// Adds a file that is completely durable.
  synchronized void put(String name, byte[] bytes) {
    var content = new Content();
    content.bytes = bytes.clone();
    content.forcedBytes = bytes.length;
    files.put(name, content);
    forcedFiles.put(name, content);
  }

  /// The current content of the files, as text for comparisons.
  synchronized Map<String, String> contents() {
    var contents = new TreeMap<String, String>();
    files.forEach((name, content) -> contents.put(name, HexFormat.of().formatHex(content.bytes)));
    return contents;
  }

  /// From now on, no file can have a second name.
  synchronized void refuseLinks() {
    isWithoutLinks = true;
  }

  /// Makes the power fail after this number of operations: later ones fail and change nothing.
  synchronized void cutPowerAfter(long more) {
    powerUntil = operations + more;
  }

  /// Makes writes and forces fail for some time.
  synchronized void failBetween(long from, long until) {
    faultsFrom = operations + from;
    faultsUntil = operations + until;
  }

  synchronized void endFaults() {
    faultsFrom = Long.MAX_VALUE;
  }

  /// Continues after the process was killed: nothing is lost, and nothing more is forced.
  synchronized void restorePower() {
    powerUntil = Long.MAX_VALUE;
  }

  /// The disk after the power came back.
  synchronized FaultyDisk afterPowerLoss() {
    unforcedNames
        .subList(0, random.nextInt(unforcedNames.size() + 1))
        .forEach(change -> change.accept(forcedFiles));
    var survivor = new FaultyDisk(random);
    var copies = new HashMap<Content, Content>();
    forcedFiles.forEach(
        (name, content) ->
            survivor.files.put(
                name,
                copies.computeIfAbsent(
                    content,
                    c -> {
                      var copy = new Content();
                      copy.bytes = c.survivor(random);
                      copy.forcedBytes = copy.bytes.length;
                      return copy;
                    })));
    survivor.forcedFiles.putAll(survivor.files);
    return survivor;
  }

  @Override
  public synchronized List<String> list() throws IOException {
    operate();
    return List.copyOf(files.keySet());
  }

  @Override
  public synchronized MemorySegment read(String name, Arena arena) throws IOException {
    operate();
    return MemorySegment.ofArray(content(name).bytes.clone());
  }

  @Override
  public synchronized Output create(String name) throws IOException {
    operate();
    if (files.containsKey(name)) {
      throw new FileAlreadyExistsException(name);
    }
    var content = new Content();
    change(names -> names.put(name, content));
    return new FaultyOutput(content);
  }

  @Override
  public synchronized void force(String name) throws IOException {
    operateOrFail();
    Content content = content(name);
    content.forcedBytes = content.bytes.length;
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    operate();
    Content content = content(from);
    change(
        names -> {
          names.remove(from);
          names.put(to, content);
        });
  }

  @Override
  public synchronized void link(String from, String to) throws IOException {
    operate();
    if (isWithoutLinks) {
      throw new FileSystemException(to, from, "Operation not permitted");
    }
    if (files.containsKey(to)) {
      throw new FileAlreadyExistsException(to);
    }
    Content content = content(from);
    change(names -> names.put(to, content));
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    operate();
    change(names -> names.remove(name));
  }

  @Override
  public synchronized void forceFolder() throws IOException {
    operateOrFail();
    unforcedNames.forEach(change -> change.accept(forcedFiles));
    unforcedNames.clear();
  }

  private void change(Consumer<Map<String, Content>> change) {
    change.accept(files);
    unforcedNames.add(change);
  }

  private Content content(String name) throws IOException {
    Content content = files.get(name);
    if (content == null) {
      throw new NoSuchFileException(name);
    }
    return content;
  }

  private void operate() throws IOException {
    if (++operations > powerUntil) {
      throw new IOException("the power is off");
    }
  }

  private void operateOrFail() throws IOException {
    operate();
    if (isFaulty()) {
      throw new IOException("Input/output error");
    }
  }

  private boolean isFaulty() {
    return operations >= faultsFrom && operations < faultsUntil;
  }

  private final class FaultyOutput implements Output {
    private final Content content;

    FaultyOutput(Content content) {
      this.content = content;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      synchronized (FaultyDisk.this) {
        operate();
        int length = isFaulty() ? random.nextInt(bytes.remaining() + 1) : bytes.remaining();
        int before = content.bytes.length;
        content.bytes = Arrays.copyOf(content.bytes, before + length);
        bytes.get(content.bytes, before, length);
        if (isFaulty()) {
          throw new IOException("No space left on device");
        }
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (FaultyDisk.this) {
        operateOrFail();
        content.forcedBytes = content.bytes.length;
      }
    }

    @Override
    public void close() {}
  }
}
