package io.sluice.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.format.EscapingScheme;
import io.sluice.format.ExpositionFormat;
import io.sluice.format.NegotiatedFormat;
import io.sluice.format.proto.MetricFamily;
import io.sluice.format.protobuf.ProtobufWriter;
import io.sluice.format.text.TextWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.Metric;
import io.sluice.model.MetricType;
import io.sluice.model.Utf8;
import io.sluice.store.NaiveStore;
import io.sluice.store.StoreView;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// The expected scrape of a [NaiveStore], created from objects, family by family, and compared
/// regardless of the order of series within a family.
public final class NaiveExposition {
  /// A family in the text format.
  private record Section(@Nullable String help, String type, List<String> samples) {}

  private final TreeMap<String, List<io.sluice.model.MetricFamily>> nameToHolders =
      new TreeMap<>(Utf8.BYTE_ORDER);

  public NaiveExposition(NaiveStore store) {
    for (NaiveStore.NaiveGroup group : store.groups().values()) {
      for (NaiveStore.NaiveFamily family : group.families().values()) {
        if (!family.family().metrics().isEmpty()) {
          nameToHolders
              .computeIfAbsent(family.family().name(), _ -> new ArrayList<>())
              .add(family.family());
        }
      }
    }
  }

  public void assertShownBy(StoreView view) {
    for (EscapingScheme escaping : EscapingScheme.values()) {
      byte[] text = bytes(view, ExpositionFormat.TEXT, escaping);
      assertText(text, escaping);
      assertThat(gunzipped(view, ExpositionFormat.TEXT, escaping)).isEqualTo(text);
      assertProtobuf(bytes(view, ExpositionFormat.PROTOBUF_DELIMITED, escaping), escaping);
    }
  }

  public static byte[] bytes(StoreView view, ExpositionFormat format, EscapingScheme escaping) {
    return all(new Exposition(view, List.of(), new NegotiatedFormat(format, escaping)));
  }

  static byte[] gunzipped(StoreView view, ExpositionFormat format, EscapingScheme escaping) {
    var exposition =
        Exposition.gzipped(view, List.of(), new NegotiatedFormat(format, escaping), Runnable::run);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(all(exposition)))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] all(Exposition exposition) {
    var out = new ByteArrayOutputStream();
    for (byte[] chunk = exposition.next(); chunk != null; chunk = exposition.next()) {
      assertThat(chunk).isNotEmpty();
      out.writeBytes(chunk);
    }
    return out.toByteArray();
  }

  private void assertText(byte[] scrape, EscapingScheme escaping) {
    List<Section> shown = sections(new String(scrape, StandardCharsets.UTF_8));
    List<List<Section>> holders = expectedSections(escaping);
    assertThat(shown).hasSameSizeAs(holders);
    int at = 0;
    for (List<Section> expected : holders) {
      Section section = shown.get(at++);
      assertThat(section.type()).isEqualTo(expected.getFirst().type());
      assertThat(expected).extracting(Section::help).contains(section.help());
      assertThat(counted(section.samples()))
          .isEqualTo(counted(expected.stream().flatMap(s -> s.samples().stream()).toList()));
    }
  }

  /// The sections of the holders of each exposed name.
  private List<List<Section>> expectedSections(EscapingScheme escaping) {
    Map<String, String> nameToShown = shownNames(escaping);
    var sections = new LinkedHashMap<String, List<Section>>();
    nameToHolders.forEach(
        (name, holders) -> {
          String shown = Objects.requireNonNull(nameToShown.get(name));
          List<Section> block = sections.computeIfAbsent(shown, _ -> new ArrayList<>());
          holders.forEach(family -> block.add(section(family, shown, escaping)));
        });
    return List.copyOf(sections.values());
  }

  /// The exposed name of each family: its own name if that is a legacy name; otherwise its escaped
  /// name, unless its samples would then collide with those of another name or type.
  private Map<String, String> shownNames(EscapingScheme escaping) {
    var shown = new HashMap<String, String>();
    for (String name : nameToHolders.keySet()) {
      if (escaping.escapeMetricName(name).equals(name)) {
        shown.put(name, name);
      }
    }
    for (String name : nameToHolders.keySet()) {
      if (!shown.containsKey(name)) {
        String candidate = escaping.escapeMetricName(name);
        if (meetsOther(name, candidate, shown)) {
          candidate = EscapingScheme.VALUES.escapeMetricName(name);
        }
        while (meetsOther(name, candidate, shown)) {
          candidate += "_";
        }
        shown.put(name, candidate);
      }
    }
    return shown;
  }

  private boolean meetsOther(String name, String candidate, Map<String, String> shown) {
    MetricType type = type(name);
    return shown.entrySet().stream()
        .filter(e -> !(e.getValue().equals(candidate) && type(e.getKey()) == type))
        .anyMatch(
            e ->
                !Collections.disjoint(
                    samples(candidate, type), samples(e.getValue(), type(e.getKey()))));
  }

  private MetricType type(String name) {
    return Objects.requireNonNull(nameToHolders.get(name)).getFirst().type();
  }

  private static List<String> samples(String name, MetricType type) {
    return switch (type) {
      case COUNTER, GAUGE, UNTYPED -> List.of(name);
      case SUMMARY -> List.of(name, name + "_sum", name + "_count");
      case HISTOGRAM, GAUGE_HISTOGRAM ->
          List.of(name, name + "_sum", name + "_count", name + "_bucket");
    };
  }

  private static Section section(
      io.sluice.model.MetricFamily family, String shown, EscapingScheme escaping) {
    var out = new ByteArrayBuilder();
    TextWriter.header(out, shown, family.help(), family.type(), escaping);
    for (Metric metric : family.metrics()) {
      TextWriter.samples(out, shown, family.type(), metric, escaping);
    }
    return sections(out.toString()).getFirst();
  }

  private static List<Section> sections(String text) {
    var sections = new ArrayList<Section>();
    String help = null;
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("# HELP ")) {
        help = line;
      } else if (line.startsWith("# TYPE ")) {
        sections.add(new Section(help, line, new ArrayList<>()));
        help = null;
      } else if (!line.isEmpty()) {
        sections.getLast().samples().add(line);
      }
    }
    return sections;
  }

  /// A family with classic and native histograms is exposed in two messages, so metrics are
  /// compared individually, each in a separate family.
  private void assertProtobuf(byte[] scrape, EscapingScheme escaping) {
    var expected = new ArrayList<MetricFamily>();
    var heads = new HashSet<MetricFamily>();
    for (List<io.sluice.model.MetricFamily> holders : nameToHolders.values()) {
      for (io.sluice.model.MetricFamily family : holders) {
        var out = new ByteArrayBuilder();
        ProtobufWriter.delimited(out, family, escaping);
        messages(out.toByteArray()).forEach(message -> takeApart(message, heads, expected));
      }
    }
    var shown = new ArrayList<MetricFamily>();
    Set<MetricFamily> shownHeads = new HashSet<>();
    messages(scrape).forEach(message -> takeApart(message, shownHeads, shown));
    assertThat(counted(shown)).isEqualTo(counted(expected));
    assertThat(heads).containsAll(shownHeads);
  }

  private static <T> Map<T, Integer> counted(List<T> elements) {
    var counts = new HashMap<T, Integer>();
    elements.forEach(element -> counts.merge(element, 1, Integer::sum));
    return counts;
  }

  private static void takeApart(
      MetricFamily message, Set<MetricFamily> heads, List<MetricFamily> metrics) {
    heads.add(message.toBuilder().clearMetric().build());
    for (int i = 0; i < message.getMetricCount(); i++) {
      metrics.add(
          MetricFamily.newBuilder()
              .setName(message.getName())
              .setType(message.getType())
              .addMetric(message.getMetric(i))
              .build());
    }
  }

  private static List<MetricFamily> messages(byte[] bytes) {
    var messages = new ArrayList<MetricFamily>();
    var in = new ByteArrayInputStream(bytes);
    try {
      for (MetricFamily message = MetricFamily.parseDelimitedFrom(in);
          message != null;
          message = MetricFamily.parseDelimitedFrom(in)) {
        messages.add(message);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return messages;
  }
}
