package io.sluice.replication;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Commands that one node hands to the log together.
///
/// ```
/// version 1 | cluster id | origin | number | count | (blob) for each command
/// ```
///
/// @param origin a random number that the node drew when it was started
/// @param number counts the batches of an origin. It has one on its way at a time, and sends it
///   again under the same number until it knows what became of it.
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
