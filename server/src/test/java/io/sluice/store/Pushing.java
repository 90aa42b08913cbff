package io.sluice.store;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.Outcome;
import io.sluice.command.Preparation;
import io.sluice.command.PushOrigin;
import io.sluice.exposition.Exposition;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ExpositionFormat;
import io.sluice.format.NegotiatedFormat;
import io.sluice.format.ParseException;
import io.sluice.format.text.TextParser;
import io.sluice.model.GroupingKey;
import io.sluice.model.MetricFamily;
import io.sluice.model.Names;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A store for tests: bodies in, exposition out. The clock advances one second with every push.
public final class Pushing {
  static final long SECOND = 1_000_000_000L;

  private final Store store;
  private long now;

  public Pushing() {
    this(new Store(Map.of()));
  }

  public Pushing(Store store) {
    this.store = store;
  }

  public Store store() {
    return store;
  }

  public Outcome put(GroupingKey key, String body) {
    return push(key, body, true);
  }

  Outcome post(GroupingKey key, String body) {
    return push(key, body, false);
  }

  public void delete(GroupingKey key) {
    store.apply(new Command.Delete(key));
  }

  /// The text of a scrape, in which times count the pushes.
  public String scrape() {
    return scrape(store.view(), List.of());
  }

  public static String scrape(StoreView view, List<MetricFamily> own) {
    var negotiated = new NegotiatedFormat(ExpositionFormat.TEXT, EscapingScheme.ALLOW_UTF8);
    var exposition = new Exposition(view, own, negotiated);
    var out = new ByteArrayOutputStream();
    for (byte[] chunk = exposition.next(); chunk != null; chunk = exposition.next()) {
      out.writeBytes(chunk);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private Outcome push(GroupingKey key, String body, boolean replace) {
    now += SECOND;
    try {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      return store.apply(
          Preparation.push(
              key,
              TextParser.parse(bytes, Names.UTF8),
              replace,
              PushOrigin.at(now),
              Lifetimes.NONE));
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
