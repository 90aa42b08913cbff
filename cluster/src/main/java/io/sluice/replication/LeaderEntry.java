package io.sluice.replication;

import java.util.List;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/// An entry that the leader appends, with its commands as objects, so that the leader can apply
/// them without decoding them.
///
/// @param commands the commands of the items that are not refused, in order
record LeaderEntry<C>(ByteString content, List<C> commands) implements Message {
  static <C> LeaderEntry<C> of(Entry entry, int version, List<C> commands) {
    return new LeaderEntry<>(UnsafeByteOperations.unsafeWrap(entry.encode(version)), commands);
  }

  @Override
  public ByteString getContent() {
    return content;
  }
}
