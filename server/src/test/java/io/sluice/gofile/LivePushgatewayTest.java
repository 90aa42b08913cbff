package io.sluice.gofile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.format.EscapingScheme;
import io.sluice.format.ParseException;
import io.sluice.format.protobuf.ProtobufParser;
import io.sluice.format.protobuf.ProtobufWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.Metric.BucketSpan;
import io.sluice.model.Metric.NativePart;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import io.sluice.store.Store;
import io.sluice.store.StoreView;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files from Debian's Pushgateway 1.5.1 to the store and back: both expose the same from a file,
/// including times.
///
/// `-Dsluice.groups=100000` makes the large file as large as the largest gateways.
final class LivePushgatewayTest {
  private static final int GROUPS = 5_000;
  private static final int FAMILIES = 10;
  private static final GroupingKey NATIVE = GroupingKey.of("job", "native");
  private static final String TEXT = "text/plain";
  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  private static final String ALL_TYPES =
      """
      # HELP c Some "help" \\\\ \\n ünï
      # TYPE c counter
      c{a="é",e=""} 3
      # TYPE g gauge
      g -0.5
      g{le2="x\\ny \\"q\\" \\\\"} NaN
      g{le2="-0"} -0
      # TYPE s summary
      s{quantile="0.5"} 1
      s{quantile="NaN"} +Inf
      s_sum 2
      s_count 3
      # TYPE h histogram
      h_bucket{le="1"} 1
      h_bucket{le="+Inf"} 2
      h_sum 3
      h_count 2
      u 7
      """;

  @TempDir private Path folder;

  @BeforeEach
  void needPushgateway() {
    assumeTrue(Pushgateway.isInstalled(), "Debian's prometheus-pushgateway is not installed");
  }

  @Test
  void run_fileOfAllTypes_shownAsThere() throws IOException, InterruptedException {
    Path file = folder.resolve("there.data");
    Shown there;
    MetricFamily nativeThere;
    try (var gateway = Pushgateway.start(file)) {
      pushAll(gateway);
      there = Shown.of(gateway);
      nativeThere = nativeHistogram(gateway);
    }
    StoreView here = imported(file);
    assertThat(nativeHistogram(here)).isEqualTo(nativeThere);
    assertThat(withoutNative(Shown.of(here).withoutProtobuf())).isEqualTo(withoutNative(there));
  }

  @Test
  void write_fileOfAllTypes_loadedByPushgateway() throws IOException, InterruptedException {
    Path file = folder.resolve("there.data");
    try (var gateway = Pushgateway.start(file)) {
      pushAll(gateway);
    }
    StoreView here = imported(file);
    Path written = folder.resolve("here.data");
    GoFileWriter.write(written, here);
    try (var gateway = Pushgateway.start(written)) {
      assertThat(nativeHistogram(gateway)).isEqualTo(nativeHistogram(here));
      assertThat(withoutNative(Shown.of(gateway)))
          .isEqualTo(withoutNative(Shown.of(here).withoutProtobuf()));
    }
  }

  @Test
  void write_nothing_loadedByPushgateway() throws IOException, InterruptedException {
    Path written = folder.resolve("here.data");
    GoFileWriter.write(written, StoreView.empty());
    try (var gateway = Pushgateway.start(written)) {
      assertThat(Shown.of(gateway).api()).isEmpty();
    }
  }

  /// Both directions with many groups.
  @Test
  void run_manyGroups_shownAsThereAndBack() throws IOException, InterruptedException {
    int groups = Integer.getInteger("sluice.groups", GROUPS);
    Path file = folder.resolve("there.data");
    try (var gateway = Pushgateway.start(file, "--push.disable-consistency-check")) {
      for (int i = 0; i < groups; i++) {
        gateway.push("/metrics/job/batch/instance/host-" + i, manyTypes(i), TEXT);
      }
    }
    long start = System.nanoTime();
    StoreView here = imported(file);
    System.out.printf(
        "LivePushgatewayTest: groups=%d import=%.2fs%n", groups, (System.nanoTime() - start) / 1e9);
    List<String> series = Shown.series(here);
    assertThat(series).hasSize(groups * (FAMILIES + 2));
    Path written = folder.resolve("here.data");
    GoFileWriter.write(written, here);
    try (var gateway = Pushgateway.start(written)) {
      // An assertion on the lists would print a million lines.
      assertThat(Shown.series(gateway).equals(series)).isTrue();
    }
  }

  private static void pushAll(Pushgateway gateway) throws IOException, InterruptedException {
    gateway.push("/metrics/job/all/instance/%E6%97%A5%E6%9C%AC", utf8(ALL_TYPES), TEXT);
    gateway.push("/metrics/job/b/e@base64/=", utf8("x 1\n"), TEXT);
    gateway.push("/metrics/job/b/e@base64/=", utf8("y{a=\"\"} 2\n"), TEXT);
    gateway.push("/metrics/job/empty", utf8(""), TEXT);
    gateway.push("/metrics/job/native", nativeHistogram(), PROTOBUF);
    try {
      gateway.push("/metrics/job/refused", utf8("c 1\n"), TEXT);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("status=400").hasMessageContaining("is not a ");
    }
  }

  /// The API of 1.5.1 does not show native buckets; its protobuf does.
  private static Shown withoutNative(Shown shown) {
    shown.leaveOut(NATIVE, "n");
    return shown;
  }

  private static MetricFamily nativeHistogram(Pushgateway gateway)
      throws IOException, InterruptedException {
    try {
      return ProtobufParser.parse(gateway.get("/metrics", PROTOBUF)).families().stream()
          .filter(family -> family.name().equals("n"))
          .findAny()
          .orElseThrow();
    } catch (ParseException e) {
      throw new IOException(e);
    }
  }

  private static MetricFamily nativeHistogram(StoreView view) {
    var found = new ArrayList<MetricFamily>();
    view.forEachGroup(
        group ->
            group.families().stream()
                .filter(family -> family.name().equals("n"))
                .forEach(family -> found.add(family.family())));
    return found.getFirst();
  }

  private static byte[] nativeHistogram() {
    var nativePart =
        new NativePart(
            3,
            0.001,
            2L,
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(new BucketSpan(0, 2), new BucketSpan(3, 1)),
            List.of(1L, 2L, -1L),
            List.of(),
            List.of());
    var metric =
        new Metric.Histogram(
            Labels.of("job", "native"), 8L, null, 12.5, List.of(), null, nativePart);
    var body = new ByteArrayBuilder();
    var family = new MetricFamily("n", "Native.", MetricType.HISTOGRAM, null, List.of(metric));
    ProtobufWriter.delimited(body, family, EscapingScheme.ALLOW_UTF8);
    return body.toByteArray();
  }

  private static byte[] manyTypes(int group) {
    var body = new StringBuilder();
    for (int i = 0; i < FAMILIES; i++) {
      body.append("# TYPE m%d %s\n".formatted(i, i % 2 == 0 ? "counter" : "gauge"));
      body.append("m%d{part=\"%d\"} %d.5\n".formatted(i, i, group + i));
    }
    return utf8(body.toString());
  }

  private static StoreView imported(Path file) throws IOException {
    var store = new Store(Map.of());
    try (FileChannel channel = FileChannel.open(file);
        Arena arena = Arena.ofConfined()) {
      var content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      assertThat(GoImport.run(content, store).leftOut()).isEmpty();
    }
    return store.view();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
