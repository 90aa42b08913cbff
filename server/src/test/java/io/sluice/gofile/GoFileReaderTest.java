package io.sluice.gofile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.format.protobuf.ProtobufWriter;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.MetricType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class GoFileReaderTest {
  private static final int GROUPS = 300;
  private static final int GROUP = 200;
  private static final int LABELS = 201;
  private static final int FAMILIES = 202;
  private static final int FAMILY = 203;
  private static final int TIME = 204;
  private static final int MESSAGE = 205;
  private static final int EXTRA = 206;
  private static final int EXTRAS = 207;
  private static final int PAIR = 208;

  private static final MetricFamily FAMILY_M =
      new MetricFamily(
          "m",
          "Help.",
          MetricType.GAUGE,
          null,
          List.of(new Metric.Gauge(Labels.of("instance", "", "job", "a"), 3)));

  @Test
  void read_fileOfA1113_groupsWithTimes() throws IOException {
    List<GoGroup> groups = read(resource("odd-labels.data"));
    assertThat(groups).hasSize(7);
    GoGroup first = groups.getFirst();
    assertThat(first.key()).isEqualTo(GroupingKey.of("job", "a", "e", ""));
    assertThat(first.families())
        .extracting(family -> family.family().name())
        .containsExactly("a.b", "h", "push_time_seconds", "push_failure_time_seconds", "m");
    assertThat(first.families())
        .extracting(GoFamily::receivedNanos)
        .containsOnly(1_795_450_976_223_633_074L);
  }

  @Test
  void read_nothingPushed_noGroups() throws IOException {
    assertThat(read(resource("nothing.data"))).isEmpty();
  }

  /// The stream defines ids, the order of fields, and fields of later versions.
  @Test
  void read_otherIdsOrderAndFields_found() throws IOException {
    GobStream stream = new GobStream();
    stream.defineMap(GROUPS, GobStream.STRING, GROUP);
    stream.defineStruct(GROUP, "Extras", EXTRAS, "Metrics", FAMILIES, "Last", 3, "Labels", LABELS);
    stream.defineMap(LABELS, GobStream.STRING, GobStream.STRING);
    stream.defineMap(FAMILIES, GobStream.STRING, FAMILY);
    stream.defineStruct(FAMILY, "GobbableMetricFamily", MESSAGE, "Size", 4, "Timestamp", TIME);
    stream.defineOpaque(TIME).defineOpaque(MESSAGE);
    stream.defineStruct(EXTRA, "Name", GobStream.STRING, "More", EXTRAS, "Pair", PAIR);
    stream.defineSlice(EXTRAS, EXTRA).defineArray(PAIR, 7, 2);
    GobStream value = new GobStream().signed(GROUPS).unsigned(0).unsigned(1);
    value.bytes(joined("job", "a"));
    // Extras: one with a name, one nested, and a pair of complex numbers.
    value.unsigned(1).unsigned(1).unsigned(1).string("x").unsigned(1).unsigned(1).unsigned(0);
    value.unsigned(1).unsigned(2).unsigned(1).unsigned(2).unsigned(3).unsigned(4).unsigned(0);
    value.unsigned(1).unsigned(1).string("m");
    value.unsigned(1).bytes(ProtobufWriter.message(FAMILY_M)).unsigned(1).unsigned(9);
    value.unsigned(1).bytes(time(1, 5, 6)).unsigned(0);
    value.unsigned(1).unsigned(1);
    value.unsigned(1).unsigned(1).string("job").string("a").unsigned(0);
    stream.message(value);
    assertThat(read(stream.toByteArray()))
        .containsExactly(
            new GoGroup(
                GroupingKey.of("job", "a"),
                List.of(new GoFamily(FAMILY_M, false, 5_000_000_006L))));
  }

  @Test
  void read_timeOfVersion2_read() throws IOException {
    byte[] file = file(family("m", time(2, 7, 8), FAMILY_M));
    assertThat(read(file).getFirst().families().getFirst().receivedNanos())
        .isEqualTo(7_000_000_008L);
  }

  @Test
  void read_timeOfVersion3_refused() {
    byte[] time = time(1, 7, 8);
    time[0] = 3;
    refuses(file(family("m", time, FAMILY_M)), "a time in an unknown format: version=3 bytes=15");
  }

  @Test
  void read_timeBeforeThe70s_refused() {
    refuses(file(family("m", time(1, -1, 0), FAMILY_M)), "a time before 1970");
  }

  @Test
  void read_keyOfOtherLabels_refused() {
    byte[] file = file("b", new GobStream().unsigned(0));
    refuses(file, "the labels of a group differ from its key, labels={job=\"a\"}");
  }

  @Test
  void read_groupTwice_refused() {
    byte[] group = group("a", new GobStream().unsigned(0)).toByteArray();
    GobStream value = new GobStream().signed(GROUPS).unsigned(0).unsigned(2).raw(group).raw(group);
    refuses(types().message(value).toByteArray(), "a group occurs twice");
  }

  @Test
  void read_familyOfAnotherName_refused() {
    refuses(
        file(family("n", time(1, 7, 8), FAMILY_M)), "the name of a family differs from its key");
  }

  @Test
  void read_messageThatIsNone_refused() {
    GobStream family = new GobStream().unsigned(1).string("m");
    family.unsigned(2).bytes(new byte[] {0x0A, 0x7F}).unsigned(0);
    refuses(file("a", family), "a family cannot be parsed, proto: ");
  }

  @Test
  void read_bytesAfterTheValue_refused() {
    byte[] file = file(family("m", time(1, 7, 8), FAMILY_M));
    refuses(Arrays.copyOf(file, file.length + 3), "more bytes than the file should have: bytes=3");
  }

  /// A gob file with other content.
  @Test
  void read_otherShape_refused() {
    GobStream stream = new GobStream().defineMap(GROUPS, GobStream.STRING, GobStream.INT);
    stream.message(new GobStream().signed(GROUPS).unsigned(0).unsigned(0));
    refuses(stream.toByteArray(), "not a file of a Pushgateway, a group is not a struct");
  }

  @Test
  void read_lengthOfATerabyte_refusedAtOnce() {
    long terabyte = 1L << 40;
    refuses(
        new GobStream().unsigned(terabyte).unsigned(0).toByteArray(), "a message of " + terabyte);
    GobStream groups = new GobStream().signed(GROUPS).unsigned(0).unsigned(terabyte);
    refuses(types().message(groups).toByteArray(), "groups of " + terabyte);
    GobStream key = new GobStream().signed(GROUPS).unsigned(0).unsigned(1).unsigned(terabyte);
    refuses(types().message(key).toByteArray(), "a grouping key of " + terabyte);
    refuses(file("a", new GobStream().unsigned(terabyte)), "families of " + terabyte);
    GobStream message = new GobStream().unsigned(1).string("m").unsigned(2).unsigned(terabyte);
    refuses(file("a", message), "a family of " + terabyte);
  }

  /// A length that exceeds a long must not become negative.
  @Test
  void read_lengthOfAllOnes_refused() {
    refuses(new GobStream().unsigned(-1).toByteArray(), "a message of 18446744073709551615");
  }

  @Test
  void read_deeplyNestedUnknownField_refused() {
    GobStream stream = types(EXTRA).defineStruct(EXTRA, "Next", EXTRA);
    GobStream value = new GobStream().signed(GROUPS).unsigned(0).unsigned(1);
    value.bytes(joined("job", "a")).unsigned(3);
    for (int i = 0; i < 100_000; i++) {
      value.unsigned(1);
    }
    refuses(stream.message(value).toByteArray(), "values are nested too deeply");
  }

  @Test
  void read_typeDefinedTwice_refused() {
    GobStream stream = types().defineOpaque(TIME);
    refuses(stream.toByteArray(), "a type is defined twice: id=204");
  }

  @Test
  void read_tooManyTypes_refused() {
    GobStream stream = new GobStream();
    for (int id = 1_000; id < 3_000; id++) {
      stream.defineOpaque(id);
    }
    refuses(stream.toByteArray(), "more types than a Pushgateway's file can have");
  }

  @Test
  void accepts_filesOfAll_told() {
    assertThat(accepts(resource("nothing.data"))).isTrue();
    assertThat(accepts(Arrays.copyOf(resource("mixed.data"), 16))).isTrue();
    assertThat(accepts(types().toByteArray())).isTrue();
    assertThat(accepts(new byte[0])).isFalse();
    assertThat(accepts(new byte[16])).isFalse();
    assertThat(accepts("# TYPE m gauge\nm 1\n".getBytes(StandardCharsets.UTF_8))).isFalse();
  }

  private static boolean accepts(byte[] file) {
    return GoFileReader.accepts(MemorySegment.ofArray(file));
  }

  static byte[] resource(String name) {
    try (InputStream in = GoFileReaderTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<GoGroup> read(byte[] file) throws GoFileException {
    var groups = new ArrayList<GoGroup>();
    GoFileReader.read(MemorySegment.ofArray(file), groups::add);
    return groups;
  }

  private static void refuses(byte[] file, String problem) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(GoFileException.class)
        .hasMessageContaining(problem)
        .hasMessageContaining("offset=");
  }

  private static GobStream types() {
    return types(GobStream.INT);
  }

  private static GobStream types(int extra) {
    GobStream stream = new GobStream().defineMap(GROUPS, GobStream.STRING, GROUP);
    stream.defineStruct(GROUP, "Labels", LABELS, "Metrics", FAMILIES, "Extra", extra);
    stream.defineMap(LABELS, GobStream.STRING, GobStream.STRING);
    stream.defineMap(FAMILIES, GobStream.STRING, FAMILY);
    stream.defineStruct(FAMILY, "Timestamp", TIME, "GobbableMetricFamily", MESSAGE);
    return stream.defineOpaque(TIME).defineOpaque(MESSAGE);
  }

  /// A file with one group, `{job="a"}`, that contains `families`.
  private static byte[] file(GobStream families) {
    return file("a", families);
  }

  private static byte[] file(String jobInKey, GobStream families) {
    GobStream value = new GobStream().signed(GROUPS).unsigned(0).unsigned(1);
    value.raw(group(jobInKey, families).toByteArray());
    return types().message(value).toByteArray();
  }

  private static GobStream group(String jobInKey, GobStream families) {
    GobStream group = new GobStream().bytes(joined("job", jobInKey));
    group.unsigned(1).unsigned(1).string("job").string("a").unsigned(1);
    return group.raw(families.toByteArray()).unsigned(0);
  }

  private static GobStream family(String name, byte[] time, MetricFamily family) {
    GobStream families = new GobStream().unsigned(1).string(name).unsigned(1).bytes(time);
    return families.unsigned(1).bytes(ProtobufWriter.message(family)).unsigned(0);
  }

  private static byte[] joined(String name, String value) {
    ByteBuffer joined = ByteBuffer.allocate(name.length() + 1 + value.length());
    joined.put(name.getBytes(StandardCharsets.US_ASCII)).put((byte) 0xFF);
    return joined.put(value.getBytes(StandardCharsets.US_ASCII)).array();
  }

  private static byte[] time(int version, long seconds, int nanos) {
    ByteBuffer time = ByteBuffer.allocate(version == 1 ? 15 : 16).put((byte) version);
    return time.putLong(seconds + 62_135_596_800L).putInt(nanos).putShort((short) 90).array();
  }
}
