package io.sluice.gofile;

import io.sluice.format.protobuf.ProtobufWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.gofile.GobType.Basic;
import io.sluice.model.Labels;
import io.sluice.model.Utf8;
import io.sluice.pages.StoredFamily;
import io.sluice.store.GroupView;
import io.sluice.store.StoreView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes a persistence file that a Pushgateway can load; [GoFileReader] describes the format.
///
/// The value of the stream is a single message, preceded by its length. The length is written last,
/// when everything else is on disk; until then it is 0, and no gateway accepts the file.
public final class GoFileWriter {
  // Type ids as in Go's encoder: from 65 on, each defined before the value.
  private static final int GROUPS = 65;
  private static final int GROUP = 66;
  private static final int LABELS = 67;
  private static final int FAMILIES = 68;
  private static final int FAMILY = 69;
  private static final int TIME = 70;
  private static final int MESSAGE = 71;

  // The fields of a type definition by their number, which is the kind of type.
  private static final int STRUCT_KIND = 3;
  private static final int MAP_KIND = 4;
  private static final int GOB_ENCODER_KIND = 5;

  private static final int NEXT_FIELD = 1;
  private static final int END_OF_STRUCT = 0;
  private static final int NO_STRUCT = 0;

  /// The prefix of a length of eight bytes.
  private static final byte EIGHT_BYTES = (byte) -Long.BYTES;

  private static final int FLUSH_BYTES = 256 * 1024;

  private final FileChannel channel;
  private final GobOutput out = new GobOutput();
  private final ByteArrayBuilder joined = new ByteArrayBuilder();

  private GoFileWriter(FileChannel channel) {
    this.channel = channel;
  }

  /// Writes the groups of `view` to the new file `file`. When this method returns, they are on
  /// disk; if it fails, there is no file.
  ///
  /// @throws FileAlreadyExistsException if the file exists
  public static void write(Path file, StoreView view) throws IOException {
    var options =
        new StandardOpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
    try (FileChannel channel = FileChannel.open(file, options)) {
      new GoFileWriter(channel).write(view);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private void write(StoreView view) throws IOException {
    define();
    flush();
    long lengthAt = channel.position();
    out.raw(lengthBytes(0));
    flush();
    long start = channel.position();
    out.signed(GROUPS).unsigned(NO_STRUCT).unsigned(view.groupCount());
    writeGroups(view);
    flush();
    long length = channel.position() - start;
    channel.force(true);
    channel.position(lengthAt);
    out.raw(lengthBytes(length));
    flush();
    channel.force(true);
  }

  private void writeGroups(StoreView view) throws IOException {
    try {
      view.forEachGroup(this::writeGroup);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void writeGroup(GroupView group) {
    try {
      append(group);
      if (out.length() >= FLUSH_BYTES) {
        flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void append(GroupView group) {
    Labels labels = group.key().labels();
    GoFileReader.join(labels, joined);
    out.bytes(joined.array(), joined.length());
    out.unsigned(NEXT_FIELD).unsigned(labels.size());
    labels.forEach((name, value) -> out.bytes(Utf8.encode(name)).bytes(Utf8.encode(value)));
    out.unsigned(NEXT_FIELD).unsigned(group.families().size());
    group.families().forEach(this::append);
    out.unsigned(END_OF_STRUCT);
  }

  private void append(StoredFamily family) {
    out.bytes(Utf8.encode(family.name()));
    out.unsigned(NEXT_FIELD).bytes(GoTime.write(family.receivedNanos()));
    out.unsigned(NEXT_FIELD).bytes(ProtobufWriter.message(family.family()));
    out.unsigned(END_OF_STRUCT);
  }

  private void define() {
    defineMap(GROUPS, "GroupingKeyToMetricGroup", GROUP);
    defineStruct(GROUP, "MetricGroup", "Labels", LABELS, "Metrics", FAMILIES);
    defineMap(LABELS, "map[string]string", Basic.STRING.id());
    defineMap(FAMILIES, "NameToTimestampedMetricFamilyMap", FAMILY);
    defineStruct(
        FAMILY, "TimestampedMetricFamily", "Timestamp", TIME, "GobbableMetricFamily", MESSAGE);
    defineOpaque(TIME, "Time");
    defineOpaque(MESSAGE, "GobbableMetricFamily");
  }

  private void defineMap(int id, String name, int element) {
    var type = definition(id, MAP_KIND, name);
    type.unsigned(NEXT_FIELD).signed(Basic.STRING.id());
    type.unsigned(NEXT_FIELD).signed(element);
    finish(type);
  }

  private void defineStruct(
      int id, String name, String first, int firstType, String second, int secondType) {
    var type = definition(id, STRUCT_KIND, name);
    type.unsigned(NEXT_FIELD).unsigned(2);
    field(type, first, firstType);
    field(type, second, secondType);
    finish(type);
  }

  private void defineOpaque(int id, String name) {
    finish(definition(id, GOB_ENCODER_KIND, name));
  }

  /// The start of a definition: its negated id, the kind of type, and the type's name and id.
  private static GobOutput definition(int id, int kind, String name) {
    var type = new GobOutput().signed(-id).unsigned(kind);
    type.unsigned(NEXT_FIELD);
    type.unsigned(NEXT_FIELD).bytes(Utf8.encode(name));
    type.unsigned(NEXT_FIELD).signed(id);
    return type.unsigned(END_OF_STRUCT);
  }

  private static void field(GobOutput type, String name, int id) {
    type.unsigned(NEXT_FIELD).bytes(Utf8.encode(name));
    type.unsigned(NEXT_FIELD).signed(id);
    type.unsigned(END_OF_STRUCT);
  }

  /// Ends the type and the definition, and appends them as a message.
  private void finish(GobOutput type) {
    type.unsigned(END_OF_STRUCT).unsigned(END_OF_STRUCT);
    out.bytes(type.array(), type.length());
  }

  private static byte[] lengthBytes(long length) {
    return ByteBuffer.allocate(1 + Long.BYTES).put(EIGHT_BYTES).putLong(length).array();
  }

  private void flush() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(out.array(), 0, out.length());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    out.clear();
  }
}
