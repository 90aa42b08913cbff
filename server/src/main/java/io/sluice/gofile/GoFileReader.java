package io.sluice.gofile;

import io.sluice.format.ParseException;
import io.sluice.format.ParsedBody;
import io.sluice.format.protobuf.ProtobufParser;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.gofile.GobType.Basic;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Utf8;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Reads the persistence file of a Pushgateway, group by group.
///
/// The file is a gob stream of one value, which in Go is a
///
/// ```
/// map[string]struct {                       one for each group
///   Labels  map[string]string               the grouping key
///   Metrics map[string]struct {             one for each family, by name
///     Timestamp            time.Time        when it was pushed
///     GobbableMetricFamily GobEncoder       an io.prometheus.client.MetricFamily
///   }
/// }
/// ```
///
/// The outer keys are the names and values of the grouping key, sorted by name and joined by FF.
/// The layout is found by the names of the fields in the type definitions of the stream; other
/// fields are ignored. Redundant information in the file must be consistent.
public final class GoFileReader {
  private static final byte SEPARATOR = (byte) 0xFF;

  private final GobInput in;
  private final GobTypes types;
  private final Consumer<GoGroup> groups;
  private final Set<GroupingKey> seen = new HashSet<>();
  private final ByteArrayBuilder joined = new ByteArrayBuilder();

  private GoFileReader(MemorySegment file, Consumer<GoGroup> groups) {
    this.in = new GobInput(file);
    this.types = new GobTypes(in);
    this.groups = groups;
  }

  /// Whether `file` starts like a gob stream with a type definition, like every file of a
  /// Pushgateway.
  public static boolean accepts(MemorySegment file) {
    try {
      var in = new GobInput(file);
      long length = in.unsigned();
      long id = in.signed();
      long kind = in.unsigned();
      return length > 0 && id < 0 && kind >= 1 && kind <= GobTypes.KINDS;
    } catch (GoFileException _) {
      return false;
    }
  }

  /// Passes the groups of `file` to `groups`, one after the other.
  ///
  /// @throws GoFileException if the file is damaged; groups may already have been passed on
  public static void read(MemorySegment file, Consumer<GoGroup> groups) throws GoFileException {
    new GoFileReader(file, groups).stream();
  }

  /// Reads length-delimited messages: type definitions, then one value.
  private void stream() throws GoFileException {
    boolean hasValue = false;
    while (!hasValue) {
      long length = in.length("a message");
      long fileEnd = in.limitTo(in.position() + length);
      long id = in.signed();
      if (id < 0) {
        types.define(-id);
      } else {
        value(id);
        hasValue = true;
      }
      expectEnd("a message");
      in.limitTo(fileEnd);
    }
    expectEnd("the file");
  }

  private void expectEnd(String what) throws GoFileException {
    if (in.remaining() > 0) {
      throw in.damage("more bytes than %s should have: bytes=%d".formatted(what, in.remaining()));
    }
  }

  /// A value that is not a struct is preceded by a 0.
  private void value(long id) throws GoFileException {
    GobType.Map root = map(id, "groups");
    GobType.Struct group = struct(root.element(), "a group");
    var layout = new GroupLayout(group, map(field(group, "Metrics"), "families"));
    long marker = in.unsigned();
    if (marker != 0) {
      throw in.damage("no 0 before the value: found=" + Long.toUnsignedString(marker));
    }
    for (long left = in.length("groups"); left > 0; left--) {
      groups.accept(group(layout));
    }
  }

  /// The layout of a group according to the type definitions of the stream.
  private final class GroupLayout {
    private final GobType.Struct group;
    private final int labels;
    private final int families;
    private final GobType.Struct family;
    private final int timestamp;
    private final int message;

    GroupLayout(GobType.Struct group, GobType.Map families) throws GoFileException {
      this.group = group;
      this.labels = group.indexOf("Labels");
      this.families = group.indexOf("Metrics");
      this.family = struct(families.element(), "a family");
      this.timestamp = family.indexOf("Timestamp");
      this.message = family.indexOf("GobbableMetricFamily");
      GobType.Map pairs = map(field(group, "Labels"), "labels");
      expect(types.get(pairs.element()) == Basic.STRING, "values of labels are not strings");
      expect(
          types.get(field(family, "Timestamp")) instanceof GobType.Opaque,
          "Timestamp is not a time");
      expect(
          types.get(field(family, "GobbableMetricFamily")) instanceof GobType.Opaque,
          "GobbableMetricFamily is not a message");
    }
  }

  private GobType.Map map(long id, String what) throws GoFileException {
    boolean isMap = id <= Integer.MAX_VALUE && types.get((int) id) instanceof GobType.Map;
    expect(isMap, what + " are not a map");
    var map = (GobType.Map) types.get((int) id);
    expect(types.get(map.key()) == Basic.STRING, "keys of " + what + " are not strings");
    return map;
  }

  private GobType.Struct struct(int id, String what) throws GoFileException {
    if (types.get(id) instanceof GobType.Struct struct) {
      return struct;
    }
    throw in.damage("not a file of a Pushgateway, " + what + " is not a struct");
  }

  private int field(GobType.Struct struct, String name) throws GoFileException {
    int index = struct.indexOf(name);
    expect(index >= 0, "no field " + name);
    return struct.fields().get(index).type();
  }

  private void expect(boolean isMet, String problem) throws GoFileException {
    if (!isMet) {
      throw in.damage("not a file of a Pushgateway, " + problem);
    }
  }

  private GoGroup group(GroupLayout layout) throws GoFileException {
    long start = in.position();
    byte[] key = in.bytes("a grouping key");
    Labels labels = Labels.EMPTY;
    List<GoFamily> families = List.of();
    var fields = new GobFields(in, layout.group.fields().size());
    while (fields.next()) {
      if (fields.index() == layout.labels) {
        labels = labels();
      } else if (fields.index() == layout.families) {
        families = families(layout);
      } else {
        types.skip(layout.group.fields().get(fields.index()).type());
      }
    }
    return new GoGroup(key(labels, key, start), families);
  }

  private GroupingKey key(Labels labels, byte[] key, long start) throws GoFileException {
    join(labels, joined);
    boolean isSame = Arrays.equals(key, 0, key.length, joined.array(), 0, joined.length());
    String job = labels.get("job");
    if (!isSame || job == null || job.isEmpty()) {
      throw new GoFileException(
          "the labels of a group differ from its key, labels=" + shown(labels), start);
    }
    var groupingKey = new GroupingKey(labels);
    if (!seen.add(groupingKey)) {
      throw new GoFileException("a group occurs twice, labels=" + shown(labels), start);
    }
    return groupingKey;
  }

  private static String shown(Labels labels) {
    return Utf8.replaceInvalid(labels.toString());
  }

  /// Writes the key of a group with these labels to `joined`.
  static void join(Labels labels, ByteArrayBuilder joined) {
    joined.clear();
    labels.forEach(
        (name, value) -> {
          if (joined.length() > 0) {
            joined.append(SEPARATOR);
          }
          joined.appendUtf8(name).append(SEPARATOR).appendUtf8(value);
        });
  }

  private Labels labels() throws GoFileException {
    long start = in.position();
    var pairs = new ArrayList<String>();
    for (long left = in.length("labels"); left > 0; left--) {
      pairs.add(in.string("a label's name"));
      pairs.add(in.string("a label's value"));
    }
    Labels labels = Labels.of(pairs.toArray(String[]::new));
    if (labels.duplicateName() != null) {
      throw new GoFileException("a label occurs twice", start);
    }
    return labels;
  }

  private List<GoFamily> families(GroupLayout layout) throws GoFileException {
    var families = new ArrayList<GoFamily>();
    var names = new HashSet<String>();
    for (long left = in.length("families"); left > 0; left--) {
      long start = in.position();
      String name = in.string("a family's name");
      GoFamily family = family(layout, name);
      if (!names.add(name)) {
        throw new GoFileException("a family occurs twice in a group", start);
      }
      families.add(family);
    }
    return families;
  }

  private GoFamily family(GroupLayout layout, String name) throws GoFileException {
    long start = in.position();
    long receivedNanos = 0;
    ParsedBody body = new ParsedBody(List.of(), false);
    var fields = new GobFields(in, layout.family.fields().size());
    while (fields.next()) {
      if (fields.index() == layout.timestamp) {
        long offset = in.position();
        receivedNanos = GoTime.parse(in.bytes("a time"), offset);
      } else if (fields.index() == layout.message) {
        body = message();
      } else {
        types.skip(layout.family.fields().get(fields.index()).type());
      }
    }
    if (body.families().isEmpty() || !body.families().getFirst().name().equals(name)) {
      throw new GoFileException("the name of a family differs from its key", start);
    }
    return new GoFamily(body.families().getFirst(), body.hasTimestamps(), receivedNanos);
  }

  private ParsedBody message() throws GoFileException {
    long start = in.position();
    byte[] message = in.bytes("a family");
    try {
      return ProtobufParser.parseMessage(message);
    } catch (ParseException e) {
      throw new GoFileException("a family cannot be parsed, " + e.getMessage(), start);
    }
  }
}
