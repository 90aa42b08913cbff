package io.sluice.microbenchmarks;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.Preparation;
import io.sluice.command.PushOrigin;
import io.sluice.format.ParseException;
import io.sluice.format.ParsedBody;
import io.sluice.format.text.TextParser;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import io.sluice.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The pushes and their groups.
final class Pushes {
  private static final long RECEIVED_NANOS = 1_700_000_000_000_000_000L;

  private Pushes() {}

  /// A body in the text format: ten families with `seriesPerFamily` series each.
  static byte[] text(int seriesPerFamily) {
    var body = new StringBuilder();
    for (int family = 0; family < 10; family++) {
      String name = "batch_stage_" + family + "_rows_total";
      body.append("# TYPE ").append(name).append(" counter\n");
      for (int series = 0; series < seriesPerFamily; series++) {
        int rows = 1_000_003 * (family + 1) * (series + 1) % 999_983;
        body.append(name).append("{shard=\"s-").append(series).append("\"} ").append(rows);
        body.append('\n');
      }
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  static ParsedBody parsed(byte[] text) throws ParseException {
    return TextParser.parse(text, Names.UTF8);
  }

  /// One of the groups; with two shapes of grouping keys, every second one has the other shape.
  static GroupingKey key(int group, int shapes) {
    String instance = "host-" + (100_000 + group);
    return shapes == 2 && group % 2 == 1
        ? GroupingKey.of("job", "bench", "instance", instance, "zone", "z")
        : GroupingKey.of("job", "bench", "instance", instance);
  }

  static Command put(GroupingKey key, ParsedBody body) {
    return Preparation.push(key, body, true, PushOrigin.at(RECEIVED_NANOS), Lifetimes.NONE);
  }

  /// A store with this number of groups, to each of which the body was pushed.
  static Store store(int groups, int shapes, ParsedBody body) {
    var store = new Store(Map.of());
    for (int group = 0; group < groups; group++) {
      store.apply(put(key(group, shapes), body));
    }
    return store;
  }
}
