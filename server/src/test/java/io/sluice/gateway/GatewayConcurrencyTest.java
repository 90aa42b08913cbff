package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.command.Outcome;
import io.sluice.exposition.Exposition;
import io.sluice.format.EscapingScheme;
import io.sluice.format.ExpositionFormat;
import io.sluice.format.NegotiatedFormat;
import io.sluice.format.ParseException;
import io.sluice.format.ParsedBody;
import io.sluice.format.text.TextParser;
import io.sluice.log.MemoryLog;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import io.sluice.store.StateLimits;
import io.sluice.store.Store;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GatewayConcurrencyTest {
  private static final int WRITERS = 3;
  private static final int READERS = 2;
  private static final int PUSHES = 3_000;
  private static final int GROUPS = 40;
  private static final int FAMILIES = 5;
  private static final int SERIES = 2 * FAMILIES;

  private final Store store = new Store(Map.of());
  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger writing = new AtomicInteger(WRITERS);
  private final Gateway gateway =
      new Gateway(
          store,
          new MemoryLog<>(new StoreStateMachine(store), FatalFailure::raise),
          clock::incrementAndGet,
          PushSettings.USUAL,
          StateLimits.NONE);

  // Each push sets all series of a group to one number. Would catch a scrape that shows half of a
  // push, a page that changes while it is read, and a view taken in the middle of a command.
  @Test
  void scrape_whileOthersPush_seesEachPushEntirelyOrNotAtAll() throws Exception {
    try (var threads = Executors.newFixedThreadPool(WRITERS + READERS)) {
      var tasks = new ArrayList<Callable<Integer>>();
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        tasks.add(() -> write(writer));
      }
      for (int i = 0; i < READERS; i++) {
        tasks.add(this::read);
      }
      for (Future<Integer> done : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
        assertThat(done.get()).isPositive();
      }
    }
    check(scrape());
  }

  private Integer write(int writer) throws Exception {
    try {
      for (int i = 1; i <= PUSHES; i++) {
        GroupingKey key = GroupingKey.of("job", "w" + writer, "group", "g" + i % GROUPS);
        if (i % 17 == 0) {
          gateway.delete(key);
        } else {
          var outcome =
              gateway.push(
                  PushRequest.of(
                      key,
                      body(writer * PUSHES + i),
                      i % 2 == 0
                          ? PushRequest.Mode.REPLACE_GROUP
                          : PushRequest.Mode.REPLACE_FAMILIES));
          assertThat(outcome.toCompletableFuture().get()).isEqualTo(Outcome.APPLIED);
        }
      }
    } finally {
      writing.decrementAndGet();
    }
    return PUSHES;
  }

  private Integer read() {
    int scrapes = 0;
    do {
      check(scrape());
      scrapes++;
    } while (writing.get() > 0);
    return scrapes;
  }

  private static void check(String scrape) {
    var groupToValues = new HashMap<String, List<String>>();
    scrape
        .lines()
        .filter(line -> line.startsWith("f"))
        .forEach(
            line ->
                groupToValues
                    .computeIfAbsent(group(line), _ -> new ArrayList<>())
                    .add(line.substring(line.lastIndexOf(' ') + 1)));
    groupToValues.forEach(
        (group, values) -> {
          assertThat(values).as(group).hasSize(SERIES);
          assertThat(values).as(group).containsOnly(values.getFirst());
        });
  }

  private static String group(String line) {
    return line.substring(line.indexOf("group="), line.indexOf(",series="));
  }

  private String scrape() {
    var exposition =
        new Exposition(
            gateway.view(),
            List.of(),
            new NegotiatedFormat(ExpositionFormat.TEXT, EscapingScheme.UNDERSCORES));
    var out = new ByteArrayOutputStream();
    for (byte[] chunk = exposition.next(); chunk != null; chunk = exposition.next()) {
      out.writeBytes(chunk);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static ParsedBody body(int value) throws ParseException {
    var body = new StringBuilder();
    for (int i = 0; i < SERIES; i++) {
      body.append("f%d{series=\"%d\"} %d\n".formatted(i / 2, i % 2, value));
    }
    return TextParser.parse(body.toString().getBytes(StandardCharsets.UTF_8), Names.LEGACY);
  }
}
