package io.sluice.web;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.gateway.Gateway;
import io.sluice.http.Response;
import io.sluice.store.StoreTotals;
import io.sluice.web.answer.JsonAnswer;
import io.sluice.web.api.GroupJson;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Runtime information of the gateway, as JSON.
final class RuntimeApi {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final long KIBIBYTE = 1024;
  private static final double NANOS = 1e9;

  private final Gateway gateway;
  private final EndpointSettings settings;

  RuntimeApi(Gateway gateway, EndpointSettings settings) {
    this.gateway = gateway;
    this.settings = settings;
  }

  Response show() {
    StoreTotals totals = gateway.groups().totals();
    return JsonAnswer.success(json -> write(json, totals));
  }

  private void write(JsonGenerator json, StoreTotals totals) throws IOException {
    json.writeStartObject();
    json.writeStringField(
        "version", settings.about().buildInformation().getOrDefault("version", ""));
    json.writeNumberField("groups", totals.groups());
    json.writeNumberField("series", totals.series());
    json.writeNumberField("store_bytes", totals.bytes());
    json.writeNumberField("held_bytes", gateway.heapBytes());
    json.writeNumberField("max_held_bytes", gateway.maxHeapBytes());
    json.writeBooleanField("admin_api", settings.enabled().adminApi());
    json.writeBooleanField("lifecycle", settings.enabled().lifecycle());
    writeLimits(json);
    writePersistence(json);
    writeMemory(json);
    json.writeNumberField("threads", ManagementFactory.getThreadMXBean().getThreadCount());
    json.writeNumberField(
        "uptime_seconds",
        Duration.between(settings.about().start(), Instant.now()).toNanos() / NANOS);
    json.writeStringField("java", Runtime.version().toString());
    json.writeEndObject();
  }

  private void writeLimits(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("limits");
    for (Map.Entry<String, String> flag : new TreeMap<>(settings.about().flags()).entrySet()) {
      if (flag.getKey().startsWith("limits.")) {
        json.writeStringField(flag.getKey(), flag.getValue());
      }
    }
    json.writeEndObject();
  }

  private void writePersistence(JsonGenerator json) throws IOException {
    String file = settings.about().flags().getOrDefault("persistence.file", "");
    if (file.isEmpty()) {
      json.writeNullField("persistence");
      return;
    }
    json.writeObjectFieldStart("persistence");
    json.writeStringField("file", file);
    json.writeStringField("sync", settings.about().flags().getOrDefault("persistence.sync", ""));
    json.writeStringField(
        "interval", settings.about().flags().getOrDefault("persistence.interval", ""));
    GroupJson.writeText(json, "problem", gateway.problem());
    json.writeEndObject();
  }

  private static void writeMemory(JsonGenerator json) throws IOException {
    Runtime runtime = Runtime.getRuntime();
    json.writeObjectFieldStart("memory");
    json.writeNumberField("heap_used_bytes", runtime.totalMemory() - runtime.freeMemory());
    json.writeNumberField("heap_max_bytes", runtime.maxMemory());
    OptionalLong resident = residentBytes();
    if (resident.isPresent()) {
      json.writeNumberField("rss_bytes", resident.getAsLong());
    } else {
      json.writeNullField("rss_bytes");
    }
    json.writeEndObject();
  }

  /// The resident memory of the process; empty on systems without `/proc`.
  private static OptionalLong residentBytes() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(RESIDENT))
          .map(line -> line.substring(RESIDENT.length()).strip().split(" ", 2)[0])
          .mapToLong(kibibytes -> Long.parseLong(kibibytes) * KIBIBYTE)
          .findFirst();
    } catch (IOException | NumberFormatException _) {
      return OptionalLong.empty();
    }
  }
}
