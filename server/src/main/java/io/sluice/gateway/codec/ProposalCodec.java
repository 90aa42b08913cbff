package io.sluice.gateway.codec;

import io.sluice.command.Command;
import io.sluice.command.Proposal;
import java.io.IOException;

/// Proposals as bytes: the limit that comes with the command, then the command. Nodes of a cluster
/// send them to each other.
public final class ProposalCodec {
  private ProposalCodec() {}

  public static byte[] encode(Proposal proposal) {
    return new RecordWriter()
        .varint(proposal.seriesPerGroup())
        .blob(CommandCodec.encode(proposal.command()))
        .toBytes();
  }

  /// The proposal of these bytes.
  ///
  /// @throws IOException if the bytes are no proposal that this version knows
  public static Proposal decode(byte[] bytes) throws IOException {
    var in = new RecordReader(bytes);
    long seriesPerGroup = in.varint();
    Command command = CommandCodec.decode(in.blob());
    in.end();
    return new Proposal(command, seriesPerGroup);
  }
}
