package io.sluice.gateway.codec;

import io.sluice.command.Outcome;
import java.io.IOException;
import java.util.ArrayList;

/// Encodes outcomes: one byte for the kind of the outcome, then its fields. Nodes of a cluster send
/// outcomes to each other and store them in snapshots.
///
/// Later versions add kinds, and read those of all earlier versions.
public final class OutcomeCodec {
  private static final int APPLIED = 1;
  private static final int REJECTED = 2;
  private static final int REPEATED = 3;
  private static final int KEY_REUSED = 4;
  private static final int EXPIRED = 5;
  private static final int OVER_LIMIT = 6;
  private static final int FAMILY_DELETED = 7;
  private static final int NO_GROUP = 8;
  private static final int NO_FAMILY = 9;
  private static final int EACH = 16;

  private static final int GROUPS = 1;
  private static final int SERIES_PER_GROUP = 2;
  private static final int SERIES = 3;
  private static final int COMMAND_BYTES = 4;
  private static final int FAMILIES_PER_GROUP = 6;
  private static final int ADDED_TO_BYTES = 7;
  private static final int HEAP_BYTES = 8;
  private static final int RULE_SERIES_PER_GROUP = 5;

  private OutcomeCodec() {}

  public static byte[] encode(Outcome outcome) {
    var out = new RecordWriter();
    switch (outcome) {
      case Outcome.Applied _ -> out.octet(APPLIED);
      case Outcome.Rejected rejected -> out.octet(REJECTED).text(rejected.message());
      case Outcome.Repeated _ -> out.octet(REPEATED);
      case Outcome.KeyReused _ -> out.octet(KEY_REUSED);
      case Outcome.Expired expired ->
          out.octet(EXPIRED).varint(expired.groups()).varint(expired.series());
      case Outcome.OverLimit over ->
          out.octet(OVER_LIMIT).octet(octet(over.limit())).varint(over.maximum());
      case Outcome.FamilyDeleted deleted -> out.octet(FAMILY_DELETED).varint(deleted.series());
      case Outcome.NotFound missing -> out.octet(missing.isGroupThere() ? NO_FAMILY : NO_GROUP);
      case Outcome.Each each -> {
        out.octet(EACH).varint(each.outcomes().size());
        each.outcomes().forEach(part -> out.blob(encode(part)));
      }
    }
    return out.toBytes();
  }

  /// Decodes an outcome.
  ///
  /// @throws IOException if the bytes are not an outcome that this version knows
  public static Outcome decode(byte[] bytes) throws IOException {
    return decode(bytes, true);
  }

  private static Outcome decode(byte[] bytes, boolean mayBeEach) throws IOException {
    var in = new RecordReader(bytes);
    int kind = in.octet();
    Outcome outcome =
        switch (kind) {
          case APPLIED -> Outcome.APPLIED;
          case REJECTED -> new Outcome.Rejected(in.text());
          case REPEATED -> Outcome.REPEATED;
          case KEY_REUSED -> Outcome.KEY_REUSED;
          case EXPIRED ->
              new Outcome.Expired(in.atMost(Integer.MAX_VALUE), in.atMost(Integer.MAX_VALUE));
          case OVER_LIMIT -> new Outcome.OverLimit(limit(in), in.varint());
          case FAMILY_DELETED -> new Outcome.FamilyDeleted(in.atMost(Integer.MAX_VALUE));
          case NO_GROUP -> new Outcome.NotFound(false);
          case NO_FAMILY -> new Outcome.NotFound(true);
          case EACH -> {
            if (!mayBeEach) {
              throw new IOException("nested outcomes");
            }
            yield each(in);
          }
          default -> throw new IOException("unknown outcome: kind=" + kind);
        };
    in.end();
    return outcome;
  }

  private static Outcome each(RecordReader in) throws IOException {
    int count = in.count();
    var outcomes = new ArrayList<Outcome>();
    for (int i = 0; i < count; i++) {
      outcomes.add(decode(in.blob(), false));
    }
    return new Outcome.Each(outcomes);
  }

  private static int octet(Outcome.Limit limit) {
    return switch (limit) {
      case GROUPS -> GROUPS;
      case SERIES_PER_GROUP -> SERIES_PER_GROUP;
      case RULE_SERIES_PER_GROUP -> RULE_SERIES_PER_GROUP;
      case SERIES -> SERIES;
      case COMMAND_BYTES -> COMMAND_BYTES;
      case FAMILIES_PER_GROUP -> FAMILIES_PER_GROUP;
      case ADDED_TO_BYTES -> ADDED_TO_BYTES;
      case HEAP_BYTES -> HEAP_BYTES;
    };
  }

  private static Outcome.Limit limit(RecordReader in) throws IOException {
    int octet = in.octet();
    return switch (octet) {
      case GROUPS -> Outcome.Limit.GROUPS;
      case SERIES_PER_GROUP -> Outcome.Limit.SERIES_PER_GROUP;
      case RULE_SERIES_PER_GROUP -> Outcome.Limit.RULE_SERIES_PER_GROUP;
      case SERIES -> Outcome.Limit.SERIES;
      case COMMAND_BYTES -> Outcome.Limit.COMMAND_BYTES;
      case FAMILIES_PER_GROUP -> Outcome.Limit.FAMILIES_PER_GROUP;
      case ADDED_TO_BYTES -> Outcome.Limit.ADDED_TO_BYTES;
      case HEAP_BYTES -> Outcome.Limit.HEAP_BYTES;
      default -> throw new IOException("unknown limit: limit=" + octet);
    };
  }
}
