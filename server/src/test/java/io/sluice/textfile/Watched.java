package io.sluice.textfile;

import io.sluice.Awaiting;
import io.sluice.command.Outcome;
import io.sluice.command.Proposal;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.format.text.TextParser;
import io.sluice.gateway.Gateway;
import io.sluice.gateway.PushRequest;
import io.sluice.gateway.PushSettings;
import io.sluice.gateway.StoreStateMachine;
import io.sluice.history.AnsweredPush;
import io.sluice.history.NumberedPush;
import io.sluice.history.RecentPushes;
import io.sluice.intake.FileGroups;
import io.sluice.intake.Intake;
import io.sluice.intake.PushLimits;
import io.sluice.log.CommitLog;
import io.sluice.log.MemoryLog;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import io.sluice.pages.StoredFamily;
import io.sluice.rules.Rules;
import io.sluice.store.GroupView;
import io.sluice.store.StateLimits;
import io.sluice.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A gateway without a network that watches a directory.
final class Watched implements AutoCloseable {
  static final int MAX_BYTES = 10_000;
  private static final ParseLimits PARSING = new ParseLimits(20, 100, 1_000, 10_000, 10_000);

  final Path directory;
  final Store store;
  final FileGroups fileGroups = new FileGroups();
  private final RecentPushes history = new RecentPushes(Watched::now, (_, _) -> {}, () -> {});
  volatile int files = -1;
  volatile boolean hasError;
  final AtomicInteger scans = new AtomicInteger();
  private final CommitLog<Proposal, Outcome> log;
  private final Gateway gateway;
  private final Intake intake;
  private @Nullable TextfileDirectories watch;

  Watched(Path directory, Store store) {
    this(directory, store, StateLimits.NONE);
  }

  Watched(Path directory, Store store, StateLimits limits) {
    this.directory = directory;
    this.store = store;
    this.log = new MemoryLog<>(new StoreStateMachine(store, limits), Watched::raise);
    this.gateway = new Gateway(store, log, Watched::now, PushSettings.USUAL, limits);
    this.intake =
        new Intake(
            gateway,
            Names.LEGACY,
            new PushLimits(PARSING, MAX_BYTES),
            null,
            () -> Rules.NONE,
            fileGroups);
  }

  private static void raise(Throwable failure) {
    throw new AssertionError(failure);
  }

  static long now() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  /// Starts watching, and waits for the first scan.
  Watched start() throws InterruptedException {
    return start(Duration.ofMillis(200));
  }

  Watched start(Duration interval) throws InterruptedException {
    var settings =
        new TextfileDirectories.Settings(List.of(directory), Names.LEGACY, MAX_BYTES, interval);
    watch = TextfileDirectories.start(settings, gateway, intake, history, this::scanned);
    Awaiting.until(() -> scans.get() > 0);
    return this;
  }

  private void scanned(int count, boolean isAnyWrong) {
    files = count;
    hasError = isAnyWrong;
    scans.incrementAndGet();
  }

  /// Puts a file into the directory in the recommended way.
  void put(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Path temporary = Files.writeString(file.resolveSibling(".new"), content);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// A push of a client, without the steps that would refuse it.
  void pushed(GroupingKey key, String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ParsedBody body = TextParser.parse(bytes, Names.LEGACY, PARSING);
    var _ = gateway.push(PushRequest.of(key, body, PushRequest.Mode.REPLACE_GROUP));
  }

  /// The groups by their keys.
  Map<String, GroupView> groups() {
    var groups = new TreeMap<String, GroupView>();
    store.view().forEachGroup(group -> groups.put(group.key().toString(), group));
    return groups;
  }

  /// Whether there is a group with this job and no other label.
  boolean has(String name) {
    return groups().containsKey(GroupingKey.of("job", name).toString());
  }

  /// The group with this job and no other label.
  GroupView job(String name) {
    return Objects.requireNonNull(groups().get(GroupingKey.of("job", name).toString()), name);
  }

  /// The recent pushes, oldest first: the file's name, the result, and the start of the message.
  List<String> pushes() {
    var pushes = new ArrayList<String>();
    for (NumberedPush each : history.pushes(Long.MAX_VALUE, Integer.MAX_VALUE, _ -> true)) {
      AnsweredPush push = each.push();
      String name = directory.relativize(Path.of(push.path())).toString();
      String message = push.message();
      pushes.addFirst(
          message == null
              ? name + " " + push.status()
              : name
                  + " "
                  + push.status()
                  + " "
                  + push.reason()
                  + " "
                  + message.lines().findFirst().orElse(""));
    }
    return pushes;
  }

  /// The samples of a group as text, without the push times.
  static List<String> samples(GroupView group) {
    var lines = new ArrayList<String>();
    for (StoredFamily family : group.families()) {
      if (!family.name().startsWith("push_")) {
        lines.addAll(new String(family.bytes(), StandardCharsets.UTF_8).lines().toList());
      }
    }
    return lines;
  }

  /// Whether this is the job's only sample.
  boolean shows(String job, String sample) {
    return has(job) && samples(job(job)).toString().equals("[" + sample + "]");
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    log.close();
  }
}
