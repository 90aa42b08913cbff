package io.sluice.gateway.codec;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.PushOrigin;
import io.sluice.merge.MergeOptions;
import io.sluice.model.GroupingKey;
import io.sluice.pages.StoredFamily;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Commands as bytes: an octet that says which command it is, then what it carries.
///
/// A later version adds octets, and reads all that came before it.
public final class CommandCodec {
  /// These three are no longer written: of a push they know only when it came.
  private static final int TIMED_PUT = 1;

  private static final int TIMED_POST = 2;
  private static final int TIMED_FAIL = 3;
  private static final int DELETE = 4;
  private static final int WIPE = 5;
  private static final int PUT = 6;
  private static final int POST = 7;
  private static final int FAIL = 8;
  private static final int AGGREGATE = 9;

  /// No longer written: it spares the series of all groups.
  private static final int EXPIRE_GROUPS = 10;

  private static final int EXPIRE = 11;
  private static final int DELETE_FAMILY = 12;

  private CommandCodec() {}

  public static byte[] encode(Command command) {
    var out = new RecordWriter();
    switch (command) {
      case Command.Push push -> {
        out.octet(push.replace() ? PUT : POST).key(push.key()).receipt(push.receipt());
        out.lifetimes(push.lifetimes());
        encode(out, push.families());
      }
      case Command.Aggregate add -> {
        out.octet(AGGREGATE).key(add.key()).receipt(add.receipt()).lifetimes(add.lifetimes());
        MergeOptionsCodec.encode(out, add.options());
        encode(out, add.families());
      }
      case Command.Fail fail ->
          out.octet(FAIL).key(fail.key()).receipt(fail.receipt()).text(fail.message());
      case Command.Expire expire ->
          out.octet(expire.sparesAllSeries() ? EXPIRE_GROUPS : EXPIRE)
              .varint(expire.nowNanos())
              .varint(expire.pushedSinceNanos())
              .varint(expire.most());
      case Command.Delete delete -> out.octet(DELETE).key(delete.key());
      case Command.DeleteFamily delete ->
          out.octet(DELETE_FAMILY).key(delete.key()).text(delete.family());
      case Command.Wipe _ -> out.octet(WIPE);
    }
    return out.toBytes();
  }

  public static Command decode(byte[] bytes) throws IOException {
    var in = new RecordReader(bytes);
    int kind = in.octet();
    Command command =
        switch (kind) {
          case TIMED_PUT, TIMED_POST -> timedPush(in, kind == TIMED_PUT);
          case TIMED_FAIL -> new Command.Fail(in.key(), PushOrigin.at(in.varint()), in.text());
          case PUT, POST -> push(in, kind == PUT);
          case AGGREGATE -> aggregate(in);
          case FAIL -> new Command.Fail(in.key(), in.receipt(), in.text());
          case DELETE -> new Command.Delete(in.key());
          case DELETE_FAMILY -> new Command.DeleteFamily(in.key(), in.text());
          case WIPE -> new Command.Wipe();
          case EXPIRE, EXPIRE_GROUPS ->
              new Command.Expire(
                  in.varint(), in.varint(), in.atMost(Integer.MAX_VALUE), kind == EXPIRE_GROUPS);
          default -> throw new IOException("an unknown command: kind=" + kind);
        };
    in.end();
    return command;
  }

  private static Command timedPush(RecordReader in, boolean replace) throws IOException {
    GroupingKey key = in.key();
    PushOrigin receipt = PushOrigin.at(in.varint());
    return new Command.Push(key, receipt, replace, families(in, receipt), Lifetimes.NONE);
  }

  private static Command push(RecordReader in, boolean replace) throws IOException {
    GroupingKey key = in.key();
    PushOrigin receipt = in.receipt();
    Lifetimes lifetimes = in.lifetimes();
    return new Command.Push(key, receipt, replace, families(in, receipt), lifetimes);
  }

  private static Command aggregate(RecordReader in) throws IOException {
    GroupingKey key = in.key();
    PushOrigin receipt = in.receipt();
    Lifetimes lifetimes = in.lifetimes();
    MergeOptions options = MergeOptionsCodec.decode(in);
    return new Command.Aggregate(key, receipt, families(in, receipt), options, lifetimes);
  }

  private static void encode(RecordWriter out, List<StoredFamily> families) {
    out.varint(families.size());
    for (StoredFamily family : families) {
      HeadCodec.encode(out, family.head());
      out.blob(family.bytes()).varint(family.seriesCount());
    }
  }

  private static List<StoredFamily> families(RecordReader in, PushOrigin receipt)
      throws IOException {
    List<StoredFamily> families = new ArrayList<>();
    int count = in.count();
    for (int i = 0; i < count; i++) {
      families.add(
          new StoredFamily(
              HeadCodec.decode(in), in.blob(), in.atMost(Integer.MAX_VALUE), receipt.nanos()));
    }
    return families;
  }
}
