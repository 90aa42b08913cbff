package io.sluice.exposition;

import io.sluice.format.EscapingScheme;
import io.sluice.format.NativeHistograms;
import io.sluice.format.protobuf.FamilyMessage;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// The exposition as length-delimited protobuf messages, one stored page at a time.
///
/// A family with classic and native histograms becomes two messages, the classic ones first: a
/// Prometheus server before 3.7 treats all histograms of a message like the first. If the first is
/// native, it drops the buckets of the classic ones (2.42) or rejects the whole scrape (3.5).
// The length of a message precedes it, so a family is read twice: once to compute its length, and
// once to write it. At any time, only the metrics of one group are in memory as objects.
final class DelimitedChunks implements ChunkSource {
  /// A message to write: all native histograms of a section, or all its other metrics.
  private record Message(ScrapedFamily section, boolean ofNatives, FamilyMessage frame) {
    boolean has(Metric metric) {
      return NativeHistograms.isNative(metric) == ofNatives;
    }
  }

  private final Iterator<ScrapedFamily> sections;
  private final EscapingScheme escaping;
  private final ByteArrayBuilder out = new ByteArrayBuilder();
  private final Queue<Message> messages = new ArrayDeque<>();
  private @Nullable Message open;
  private Iterator<List<Metric>> metrics = List.<List<Metric>>of().iterator();

  DelimitedChunks(List<ScrapedFamily> sections, EscapingScheme escaping) {
    this.sections = sections.iterator();
    this.escaping = escaping;
  }

  @Override
  public byte @Nullable [] next() {
    out.clear();
    while (out.length() < CHUNK_BYTES && writeMore()) {
      // Repeat until there is enough to send.
    }
    return out.length() == 0 ? null : out.toByteArray();
  }

  private boolean writeMore() {
    if (open != null) {
      write(open);
    } else if (!messages.isEmpty()) {
      open = messages.remove();
      open.frame().start(out);
      metrics = open.section().metrics();
    } else if (sections.hasNext()) {
      enter(sections.next());
    } else {
      return false;
    }
    return true;
  }

  private void write(Message message) {
    if (!metrics.hasNext()) {
      message.frame().end(out);
      open = null;
      return;
    }
    for (Metric metric : metrics.next()) {
      if (message.has(metric)) {
        message.frame().metric(out, metric);
      }
    }
  }

  /// Computes the lengths of a section's messages.
  private void enter(ScrapedFamily section) {
    MetricFamily head = section.head();
    var classic = new Message(section, false, new FamilyMessage(head, escaping));
    var nativeOnes = new Message(section, true, new FamilyMessage(head, escaping));
    section
        .metrics()
        .forEachRemaining(
            some -> {
              for (Metric metric : some) {
                (classic.has(metric) ? classic : nativeOnes).frame().count(metric);
              }
            });
    for (Message message : List.of(classic, nativeOnes)) {
      if (message.frame().metricCount() > 0) {
        messages.add(message);
      }
    }
  }
}
