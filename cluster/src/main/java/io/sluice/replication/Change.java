package io.sluice.replication;

import io.sluice.replication.NodeFolder.Member;
import java.io.IOException;
import java.util.UUID;

/// A change of the cluster that an administrator requests.
///
/// ```
/// version 1 | cluster id | kind | ...
/// ```
sealed interface Change {
  int VERSION = 1;
  int ADD = 1;
  int REMOVE = 2;
  int TRANSFER = 3;

  /// Adds `member`, which replaces an earlier member with the same name.
  record Add(Member member) implements Change {}

  record Remove(String name) implements Change {}

  record Transfer(String name) implements Change {}

  default byte[] encode(UUID cluster) {
    var out = new WireWriter().octet(VERSION).id(cluster);
    switch (this) {
      case Add add -> out.octet(ADD).text(add.member.id()).text(add.member.address());
      case Remove remove -> out.octet(REMOVE).text(remove.name);
      case Transfer transfer -> out.octet(TRANSFER).text(transfer.name);
    }
    return out.toBytes();
  }

  /// Decodes a change.
  ///
  /// @param cluster of this node; must be that of the change
  static Change decode(byte[] bytes, UUID cluster) throws IOException {
    var in = new WireReader(bytes);
    int version = in.octet();
    if (version != VERSION) {
      throw new IOException("unsupported change: version=" + version);
    }
    if (!in.id().equals(cluster)) {
      throw new IOException("the change is for another cluster");
    }
    int kind = in.octet();
    return switch (kind) {
      case ADD -> new Add(Member.of(in.text(), in.text()));
      case REMOVE -> new Remove(in.text());
      case TRANSFER -> new Transfer(in.text());
      default -> throw new IOException("unknown change: kind=" + kind);
    };
  }
}
