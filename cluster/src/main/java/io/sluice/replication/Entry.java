package io.sluice.replication;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The content of an entry of the replicated log.
///
/// ```
/// version 1 | kind | ...
/// BATCH   origin | number | stamp | count | (is refused | blob) for each command
/// DIGEST  index | digest
/// ```
sealed interface Entry {
  /// The newest version of entries that this program supports.
  int VERSION = 1;

  /// The oldest version of entries that this program writes, for nodes of an earlier version.
  int OLDEST_VERSION = 1;

  int BATCH = 1;
  int DIGEST = 2;

  /// The bytes of the entry.
  ///
  /// @param version to write, from [#OLDEST_VERSION] to [#VERSION]
  byte[] encode(int version);

  /// Commands of an origin.
  ///
  /// @param stampNanos the leader's wall clock
  record Commands(long origin, long number, long stampNanos, List<Item> items) implements Entry {
    @Override
    public byte[] encode(int version) {
      var out = new WireWriter().octet(version).octet(BATCH);
      out.number(origin).number(number).number(stampNanos).number(items.size());
      items.forEach(item -> out.octet(item.isRefused ? 1 : 0).blob(item.bytes));
      return out.toBytes();
    }
  }

  /// A command, or the outcome of a command that the leader refused. The outcome is stored in the
  /// position of the command, so that the outcomes of a batch are the same on all nodes and after a
  /// change of the leader.
  ///
  /// @param bytes of the command or of the outcome
  record Item(boolean isRefused, byte[] bytes) {}

  /// The digest of the leader's state after the entry `index`.
  record Digest(long index, long digest) implements Entry {
    @Override
    public byte[] encode(int version) {
      return new WireWriter().octet(version).octet(DIGEST).number(index).number(digest).toBytes();
    }
  }

  /// Decodes an entry.
  ///
  /// @throws NewerVersionException if a later version of the program wrote the entry
  /// @throws IOException if it is damaged
  static Entry decode(ByteBuffer bytes) throws IOException {
    var in = new WireReader(bytes);
    int version = in.octet();
    if (version > VERSION) {
      throw new NewerVersionException("the log", version, VERSION);
    }
    int kind = in.octet();
    Entry entry =
        switch (kind) {
          case BATCH -> commands(in);
          case DIGEST -> new Digest(in.longNumber(), in.longNumber());
          default -> throw new IOException("unknown log entry: kind=" + kind);
        };
    in.end();
    return entry;
  }

  private static Commands commands(WireReader in) throws IOException {
    long origin = in.longNumber();
    long number = in.longNumber();
    long stamp = in.longNumber();
    int count = in.count();
    List<Item> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      items.add(new Item(in.octet() == 1, in.blob()));
    }
    return new Commands(origin, number, stamp, items);
  }
}
