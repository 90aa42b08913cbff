package io.sluice.replication;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Commands that a node submits to the log together.
///
/// ```
/// version 1 | cluster id | origin | number | count | (blob) for each command
/// ```
///
/// @param origin a random number that identifies a run of a node
/// @param number counts the batches of an origin. An origin sends one batch at a time, and retries
///   it with the same number until the outcome is known
/// @param proposals commands as the machine encodes them for the leader
record Batch(UUID cluster, long origin, long number, List<byte[]> proposals) {
  private static final int VERSION = 1;

  byte[] encode() {
    var out = new WireWriter().octet(VERSION).id(cluster).number(origin).number(number);
    out.number(proposals.size());
    proposals.forEach(out::blob);
    return out.toBytes();
  }

  static Batch decode(byte[] bytes) throws IOException {
    var in = new WireReader(bytes);
    int version = in.octet();
    if (version != VERSION) {
      throw new IOException("unsupported batch: version=" + version);
    }
    UUID cluster = in.id();
    long origin = in.longNumber();
    long number = in.longNumber();
    int count = in.count();
    List<byte[]> proposals = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      proposals.add(in.blob());
    }
    in.end();
    return new Batch(cluster, origin, number, proposals);
  }
}
