package io.sluice.replication;

import io.sluice.replication.NodeFolder.Member;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The information that a node sends about itself.
///
/// ```
/// version 1 | newest entries | id | address | program | has cluster (, cluster id)
///   | has import | peers | count | (id | address) for each member
/// ```
///
/// @param self the node with its address for other nodes
/// @param newestEntries the newest version of log entries that the node supports
/// @param program the version of the program
/// @param cluster the cluster it belongs to, or null
/// @param hasImport whether it has an imported state for a new cluster
/// @param peers its configured initial nodes
/// @param members the members of its cluster that it knows
record Hello(
    Member self,
    int newestEntries,
    String program,
    @Nullable UUID cluster,
    boolean hasImport,
    String peers,
    List<Member> members) {
  private static final int VERSION = 1;

  byte[] encode() {
    var out = new WireWriter().octet(VERSION).octet(newestEntries);
    out.text(self.id()).text(self.address()).text(program);
    if (cluster == null) {
      out.octet(0);
    } else {
      out.octet(1).id(cluster);
    }
    out.octet(hasImport ? 1 : 0).text(peers).number(members.size());
    members.forEach(member -> out.text(member.id()).text(member.address()));
    return out.toBytes();
  }

  /// Later versions may append fields.
  static Hello decode(byte[] bytes) throws IOException {
    var in = new WireReader(bytes);
    in.octet();
    int newestEntries = in.octet();
    Member self = Member.of(in.text(), in.text());
    String program = in.text();
    UUID cluster = in.octet() == 0 ? null : in.id();
    boolean hasImport = in.octet() == 1;
    String peers = in.text();
    List<Member> members = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      members.add(Member.of(in.text(), in.text()));
    }
    return new Hello(self, newestEntries, program, cluster, hasImport, peers, members);
  }
}
