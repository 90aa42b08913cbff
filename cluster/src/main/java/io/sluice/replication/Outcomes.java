package io.sluice.replication;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Encodes the outcomes of a batch, in the order of its commands.
final class Outcomes {
  private Outcomes() {}

  static byte[] encode(List<byte[]> outcomes) {
    var out = new WireWriter().number(outcomes.size());
    outcomes.forEach(out::blob);
    return out.toBytes();
  }

  static List<byte[]> decode(byte[] bytes) throws IOException {
    var in = new WireReader(bytes);
    int count = in.count();
    List<byte[]> outcomes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      outcomes.add(in.blob());
    }
    in.end();
    return outcomes;
  }
}
