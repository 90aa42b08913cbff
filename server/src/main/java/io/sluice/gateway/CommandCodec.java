package io.sluice.gateway;

import io.sluice.model.GroupingKey;
import io.sluice.store.Command;
import io.sluice.store.StoredFamily;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Commands as bytes: an octet that says which command it is, then what it carries.
///
/// A later version adds octets, and reads all that came before it.
final class CommandCodec {
  private static final int PUT = 1;
  private static final int POST = 2;
  private static final int FAIL = 3;
  private static final int DELETE = 4;
  private static final int WIPE = 5;

  private CommandCodec() {}

  static byte[] encode(Command command) {
    var out = new Encoder();
    switch (command) {
      case Command.Push push -> {
        out.octet(push.replace() ? PUT : POST).key(push.key()).varint(push.receivedNanos());
        out.varint(push.families().size());
        push.families().forEach(family -> encode(out, family));
      }
      case Command.Fail fail ->
          out.octet(FAIL).key(fail.key()).varint(fail.receivedNanos()).text(fail.message());
      case Command.Delete delete -> out.octet(DELETE).key(delete.key());
      case Command.Wipe _ -> out.octet(WIPE);
    }
    return out.toBytes();
  }

  static Command decode(byte[] bytes) throws IOException {
    var in = new Decoder(bytes);
    int kind = in.octet();
    Command command =
        switch (kind) {
          case PUT, POST -> push(in, kind == PUT);
          case FAIL -> new Command.Fail(in.key(), in.varint(), in.text());
          case DELETE -> new Command.Delete(in.key());
          case WIPE -> new Command.Wipe();
          default -> throw new IOException("an unknown command: kind=" + kind);
        };
    in.end();
    return command;
  }

  private static Command push(Decoder in, boolean replace) throws IOException {
    GroupingKey key = in.key();
    long receivedNanos = in.varint();
    List<StoredFamily> families = new ArrayList<>();
    int count = in.count();
    for (int i = 0; i < count; i++) {
      families.add(
          new StoredFamily(
              HeadCodec.decode(in), in.blob(), in.atMost(Integer.MAX_VALUE), receivedNanos));
    }
    return new Command.Push(key, receivedNanos, replace, families);
  }

  private static void encode(Encoder out, StoredFamily family) {
    HeadCodec.encode(out, family.head());
    out.blob(family.bytes()).varint(family.seriesCount());
  }
}
