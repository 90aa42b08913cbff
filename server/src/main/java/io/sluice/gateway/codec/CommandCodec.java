package io.sluice.gateway.codec;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.PushOrigin;
import io.sluice.merge.MergeOptions;
import io.sluice.model.GroupingKey;
import io.sluice.model.Utf8;
import io.sluice.pages.StoredFamily;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Encodes commands: one byte for the kind of the command, then its fields.
///
/// Later versions add kinds, and read those of all earlier versions.
public final class CommandCodec {
  /// No longer written, like the next two: their push origin contains only the time.
  private static final int TIMED_PUT = 1;

  private static final int TIMED_POST = 2;
  private static final int TIMED_FAIL = 3;
  private static final int DELETE = 4;
  private static final int WIPE = 5;
  private static final int PUT = 6;
  private static final int POST = 7;
  private static final int FAIL = 8;
  private static final int AGGREGATE = 9;

  /// No longer written: it does not expire series.
  private static final int EXPIRE_GROUPS = 10;

  private static final int EXPIRE = 11;
  private static final int DELETE_FAMILY = 12;
  private static final int POST_WITH_REMOVAL = 16;
  private static final int AGGREGATE_WITH_SUMMED = 17;
  private static final int SERIES = 18;
  private static final int GROUPS = 19;

  private CommandCodec() {}

  public static byte[] encode(Command command) {
    var out = new RecordWriter();
    switch (command) {
      case Command.Push push -> {
        boolean hasRemoval = !push.removedNames().isEmpty();
        out.octet(push.replace() ? PUT : hasRemoval ? POST_WITH_REMOVAL : POST);
        out.key(push.key()).origin(push.origin()).lifetimes(push.lifetimes());
        if (hasRemoval && !push.replace()) { // PUT removes all families anyway
          encode(out, push.removedNames());
        }
        encode(out, push.families());
      }
      case Command.Aggregate add -> {
        boolean isReplacing = add.options().isReplacing();
        boolean hasSummed = !isReplacing && !add.summed().isEmpty();
        out.octet(isReplacing ? SERIES : hasSummed ? AGGREGATE_WITH_SUMMED : AGGREGATE);
        out.key(add.key()).origin(add.origin()).lifetimes(add.lifetimes());
        if (isReplacing) {
          out.octet(add.options().tracksSeries() ? 1 : 0);
        } else {
          MergeOptionsCodec.encode(out, add.options());
        }
        if (hasSummed) {
          encode(out, add.summed());
        }
        encode(out, add.families());
      }
      case Command.Groups groups -> {
        out.octet(GROUPS).octet(groups.isAllOrNothing() ? 1 : 0).origin(groups.origin());
        out.varint(groups.parts().size());
        groups.parts().forEach(part -> out.blob(encode(part)));
      }
      case Command.Fail fail ->
          out.octet(FAIL).key(fail.key()).origin(fail.origin()).text(fail.message());
      case Command.Expire expire ->
          out.octet(expire.keepsAllSeries() ? EXPIRE_GROUPS : EXPIRE)
              .varint(expire.nowNanos())
              .varint(expire.pushedSinceNanos())
              .varint(expire.maxGroups());
      case Command.Delete delete -> out.octet(DELETE).key(delete.key());
      case Command.DeleteFamily delete ->
          out.octet(DELETE_FAMILY).key(delete.key()).text(delete.family());
      case Command.Wipe _ -> out.octet(WIPE);
    }
    return out.toBytes();
  }

  public static Command decode(byte[] bytes) throws IOException {
    return decode(bytes, true);
  }

  private static Command decode(byte[] bytes, boolean mayBeGroups) throws IOException {
    var in = new RecordReader(bytes);
    int kind = in.octet();
    Command command =
        switch (kind) {
          case TIMED_PUT, TIMED_POST -> timedPush(in, kind == TIMED_PUT);
          case TIMED_FAIL -> new Command.Fail(in.key(), PushOrigin.at(in.varint()), in.text());
          case PUT, POST -> push(in, kind == PUT);
          case POST_WITH_REMOVAL -> postWithRemoval(in);
          case AGGREGATE, AGGREGATE_WITH_SUMMED -> aggregate(in, kind == AGGREGATE_WITH_SUMMED);
          case SERIES -> series(in);
          case GROUPS -> {
            if (!mayBeGroups) {
              throw new IOException("nested change of many groups");
            }
            yield groups(in);
          }
          case FAIL -> new Command.Fail(in.key(), in.origin(), in.text());
          case DELETE -> new Command.Delete(in.key());
          case DELETE_FAMILY -> new Command.DeleteFamily(in.key(), in.text());
          case WIPE -> new Command.Wipe();
          case EXPIRE, EXPIRE_GROUPS ->
              new Command.Expire(
                  in.varint(), in.varint(), in.atMost(Integer.MAX_VALUE), kind == EXPIRE_GROUPS);
          default -> throw new IOException("unknown command: kind=" + kind);
        };
    in.end();
    return command;
  }

  private static Command timedPush(RecordReader in, boolean replace) throws IOException {
    GroupingKey key = in.key();
    PushOrigin origin = PushOrigin.at(in.varint());
    return new Command.Push(key, origin, replace, families(in, origin), Lifetimes.NONE);
  }

  private static Command push(RecordReader in, boolean replace) throws IOException {
    GroupingKey key = in.key();
    PushOrigin origin = in.origin();
    Lifetimes lifetimes = in.lifetimes();
    return new Command.Push(key, origin, replace, families(in, origin), lifetimes);
  }

  private static Command postWithRemoval(RecordReader in) throws IOException {
    GroupingKey key = in.key();
    PushOrigin origin = in.origin();
    Lifetimes lifetimes = in.lifetimes();
    Set<String> removedNames = names(in);
    return new Command.Push(key, origin, false, families(in, origin), lifetimes, removedNames);
  }

  private static Command aggregate(RecordReader in, boolean hasSummed) throws IOException {
    GroupingKey key = in.key();
    PushOrigin origin = in.origin();
    Lifetimes lifetimes = in.lifetimes();
    MergeOptions options = MergeOptionsCodec.decode(in);
    Set<String> summed = hasSummed ? names(in) : Set.of();
    return new Command.Aggregate(key, origin, families(in, origin), options, lifetimes, summed);
  }

  private static Command series(RecordReader in) throws IOException {
    GroupingKey key = in.key();
    PushOrigin origin = in.origin();
    Lifetimes lifetimes = in.lifetimes();
    MergeOptions options = MergeOptions.replacing(in.octet() == 1);
    return new Command.Aggregate(key, origin, families(in, origin), options, lifetimes);
  }

  private static Command groups(RecordReader in) throws IOException {
    boolean isAllOrNothing = in.octet() == 1;
    PushOrigin origin = in.origin();
    int count = in.count();
    var parts = new ArrayList<Command.Part>();
    for (int i = 0; i < count; i++) {
      Command part = decode(in.blob(), false);
      if (!(part instanceof Command.Part push)) {
        throw new IOException(
            "invalid change of many groups: command not allowed in it: command=" + part);
      }
      parts.add(push);
    }
    try {
      return new Command.Groups(parts, origin, isAllOrNothing);
    } catch (IllegalArgumentException e) {
      throw new IOException("invalid change of many groups: " + e.getMessage(), e);
    }
  }

  /// Sorted, because a set has no defined order.
  private static void encode(RecordWriter out, Set<String> names) {
    out.varint(names.size());
    names.stream().sorted(Utf8.BYTE_ORDER).forEach(out::text);
  }

  private static Set<String> names(RecordReader in) throws IOException {
    int count = in.count();
    var names = new LinkedHashSet<String>();
    for (int i = 0; i < count; i++) {
      names.add(in.text());
    }
    return names;
  }

  private static void encode(RecordWriter out, List<StoredFamily> families) {
    out.varint(families.size());
    for (StoredFamily family : families) {
      HeadCodec.encode(out, family.head());
      out.blob(family.bytes()).varint(family.seriesCount());
    }
  }

  private static List<StoredFamily> families(RecordReader in, PushOrigin origin)
      throws IOException {
    List<StoredFamily> families = new ArrayList<>();
    int count = in.count();
    for (int i = 0; i < count; i++) {
      families.add(
          new StoredFamily(
              HeadCodec.decode(in), in.blob(), in.atMost(Integer.MAX_VALUE), origin.shownNanos()));
    }
    return families;
  }
}
