package io.sluice.web;

import io.sluice.access.AccessFile;
import io.sluice.command.Outcome;
import io.sluice.command.Proposal;
import io.sluice.format.ParseLimits;
import io.sluice.gateway.FatalFailure;
import io.sluice.gateway.Gateway;
import io.sluice.gateway.PushSettings;
import io.sluice.gateway.StoreStateMachine;
import io.sluice.history.RecentPushes;
import io.sluice.http.Handler;
import io.sluice.http.Header;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.http.Sender;
import io.sluice.http.Target;
import io.sluice.intake.FileGroups;
import io.sluice.intake.Intake;
import io.sluice.intake.PushLimits;
import io.sluice.log.MemoryLog;
import io.sluice.model.Names;
import io.sluice.rules.RulesFile;
import io.sluice.store.StateLimits;
import io.sluice.store.Store;
import io.sluice.telemetry.OwnMetrics;
import io.sluice.web.push.RefusalRecorder;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// All of the gateway except the network: requests are passed in directly. The clock advances one
/// second with every push.
final class OfflineGateway {
  private static final long SECOND = 1_000_000_000L;
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  private final Store store = new Store(OwnMetrics.PROTECTED);
  private final AtomicLong clock = new AtomicLong();
  private final OwnMetrics ownMetrics = new OwnMetrics(new TreeMap<>());
  final FileGroups fileGroups = new FileGroups();
  private final RecentPushes history =
      new RecentPushes(clock::get, (task, _) -> task.run(), () -> {});
  private final List<Header> requestHeaders = new ArrayList<>();
  private Names names = Names.LEGACY;
  private boolean hasOpenMetrics;
  private ParseLimits parseLimits = ParseLimits.NONE;
  private StateLimits stateLimits = StateLimits.NONE;
  private MemoryLog<Proposal, Outcome> log = log();
  private @Nullable AccessFile access;
  private @Nullable String user;
  private RulesFile rules = RulesFile.none();
  private int successStatus = 200;
  private boolean isOtlpEnabled = true;
  private int maxGroupsPerPush = 10_000;
  private Handler handler = handler(true, false);
  private int handedOver;
  private boolean hasQuit;
  private int looksToAbandon;

  /// Like `--push.disable-consistency-check`.
  void uncheck() {
    successStatus = 202;
    handler = handler(false, false);
  }

  /// Like `--push.success-status`.
  void answerSuccessWith(int status) {
    successStatus = status;
    handler = handler(true, false);
  }

  /// Limits pushes and the state.
  void limit(ParseLimits newParseLimits, StateLimits newStateLimits) {
    parseLimits = newParseLimits;
    stateLimits = newStateLimits;
    log = log();
    handler = handler(true, false);
  }

  /// Uses an access file, with the lifecycle and admin APIs enabled.
  void control(AccessFile file) {
    access = file;
    handler = handler(true, true);
  }

  /// Later requests are from this user.
  void sendAs(@Nullable String name) {
    user = name;
  }

  /// Enables the lifecycle and admin APIs.
  void enableAll() {
    handler = handler(true, true);
  }

  /// Later requests specify that their body is compressed.
  void sendGzip() {
    sendEncoded("gzip");
  }

  /// Later requests specify that their body is encoded.
  void sendEncoded(String encoding) {
    requestHeaders.add(new Header("Content-Encoding", encoding));
  }

  /// Later requests specify nothing about their body.
  void sendPlain() {
    requestHeaders.clear();
  }

  /// `text` with one byte per char.
  static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  void passSeconds(int seconds) {
    clock.addAndGet(seconds * SECOND);
  }

  Handler handler() {
    return handler;
  }

  RefusalRecorder earlyAnswers() {
    return new RefusalRecorder(ownMetrics, history, "");
  }

  /// Enables the lifecycle and admin APIs, and uses rules.
  void enableAll(RulesFile file) {
    rules = file;
    enableAll();
  }

  /// Later requests specify that their body is protobuf.
  void sendProtobuf() {
    sendType(
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
            + " encoding=delimited");
  }

  /// Later requests specify this type of their body.
  void sendType(String contentType) {
    requestHeaders.add(new Header("Content-Type", contentType));
  }

  /// Later requests accept this format.
  void accept(String mediaTypes) {
    requestHeaders.add(new Header("Accept", mediaTypes));
  }

  /// Like `--web.enable-openmetrics`.
  void enableOpenMetrics() {
    hasOpenMetrics = true;
    handler = handler(true, false);
  }

  /// Like `--push.enable-utf8-names`.
  void allowUtf8Names() {
    names = Names.UTF8;
    handler = handler(true, false);
  }

  RecentPushes history() {
    return history;
  }

  void closeLog() {
    log.close();
  }

  /// The client of the next request disconnects before the third check for it, after some thousand
  /// steps of a search.
  void abandonNext() {
    looksToAbandon = 3;
  }

  /// How often work was passed to the executor.
  int handedOver() {
    return handedOver;
  }

  boolean hasQuit() {
    return hasQuit;
  }

  /// @param path percent-decoded, one byte per char
  /// @param body one byte per char
  Response request(String method, String path, String body) {
    return request(method, path, null, body);
  }

  /// @param query undecoded, or null
  Response request(String method, String path, @Nullable String query, String body) {
    var request =
        new Request(
            method,
            new Target(query == null ? path : path + "?" + query, path, path, query),
            requestHeaders,
            body.getBytes(StandardCharsets.ISO_8859_1),
            100,
            new Sender(PEER, null, user),
            () -> looksToAbandon > 0 && --looksToAbandon == 0);
    return handler.handle(request).toCompletableFuture().join();
  }

  /// Like `--no-web.enable-otlp-receiver`.
  void disableOtlp() {
    isOtlpEnabled = false;
    handler = handler(true, false);
  }

  /// Like `--limits.groups-per-push`.
  void limitGroupsPerPush(int max) {
    maxGroupsPerPush = max;
    handler = handler(true, false);
  }

  /// Uses a configuration file.
  void configure(RulesFile file) {
    rules = file;
    handler = handler(true, false);
  }

  /// A request with its own headers.
  ///
  /// @param target path and query, as a client sends them
  Response request(String method, String target, List<Header> headers, byte[] body) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    var request =
        new Request(
            method,
            new Target(
                target,
                path,
                URLDecoder.decode(path, StandardCharsets.ISO_8859_1),
                mark < 0 ? null : target.substring(mark + 1)),
            headers,
            body,
            100,
            new Sender(PEER, null, user));
    return handler.handle(request).toCompletableFuture().join();
  }

  String scrape() {
    return text(request("GET", "/metrics", ""));
  }

  static String text(Response response) {
    return switch (response.body()) {
      case Response.Bytes bytes -> new String(bytes.bytes(), StandardCharsets.UTF_8);
      case Response.Chunks chunks -> {
        var out = new ByteArrayOutputStream();
        for (byte[] chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
          out.writeBytes(chunk);
        }
        yield out.toString(StandardCharsets.UTF_8);
      }
    };
  }

  static @Nullable String header(Response response, String name) {
    for (Header header : response.headers()) {
      if (header.name().equals(name)) {
        return header.value();
      }
    }
    return null;
  }

  private Handler handler(boolean isChecked, boolean isAllEnabled) {
    var settings =
        new EndpointSettings(
            new EndpointSettings.Paths("", "", "/metrics"),
            new EndpointSettings.Enabled(isAllEnabled, isAllEnabled, hasOpenMetrics, isOtlpEnabled),
            new EndpointSettings.Pushes(
                isChecked,
                successStatus,
                false,
                maxGroupsPerPush,
                names,
                new PushLimits(parseLimits, 1_000_000)),
            List.of(),
            access,
            new EndpointSettings.About(
                Map.of("log.level", "info"), Map.of("version", "1"), Instant.EPOCH));
    var gateway =
        new Gateway(store, log, () -> clock.addAndGet(SECOND), PushSettings.USUAL, stateLimits);
    var intake =
        new Intake(
            gateway,
            names,
            new PushLimits(parseLimits, 1_000_000),
            access,
            rules::rules,
            fileGroups);
    return Endpoints.handler(
        new GatewayParts(gateway, intake, rules, history, ownMetrics, null),
        settings,
        this::handOver,
        this::handOver,
        () -> hasQuit = true);
  }

  private MemoryLog<Proposal, Outcome> log() {
    return new MemoryLog<>(new StoreStateMachine(store, stateLimits), FatalFailure::raise);
  }

  private void handOver(Runnable task) {
    handedOver++;
    task.run();
  }
}
