package io.sluice.gateway.codec;

import io.sluice.command.Command;
import io.sluice.command.Proposal;
import java.io.IOException;
import java.util.ArrayList;

/// Encodes proposals: the limits of the command, then the command. Nodes of a cluster send
/// proposals to each other.
public final class ProposalCodec {
  private ProposalCodec() {}

  public static byte[] encode(Proposal proposal) {
    RecordWriter out =
        new RecordWriter()
            .varint(proposal.seriesPerGroup())
            .blob(CommandCodec.encode(proposal.command()));
    if (!proposal.seriesPerPart().isEmpty()) {
      out.varint(proposal.seriesPerPart().size());
      proposal.seriesPerPart().forEach(out::varint);
    }
    return out.toBytes();
  }

  /// Decodes a proposal.
  ///
  /// @throws IOException if the bytes are not a proposal that this version knows
  public static Proposal decode(byte[] bytes) throws IOException {
    var in = new RecordReader(bytes);
    long seriesPerGroup = in.varint();
    Command command = CommandCodec.decode(in.blob());
    int count = in.hasMore() ? in.count() : 0;
    var seriesPerPart = new ArrayList<Long>();
    for (int i = 0; i < count; i++) {
      seriesPerPart.add(in.varint());
    }
    in.end();
    int parts = command instanceof Command.Groups groups ? groups.parts().size() : 0;
    if (count > 0 && count != parts) {
      throw new IOException(
          "the number of limits differs from the number of parts: limits=%d parts=%d"
              .formatted(count, parts));
    }
    return new Proposal(command, seriesPerGroup, seriesPerPart);
  }
}
