package io.sluice.packagetests;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.kubernetes.client.openapi.JSON;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The Helm chart, rendered by Helm.
final class Chart {
  static final Path FOLDER = Project.ROOT.resolve("charts/sluice");

  private Chart() {}

  /// The manifests of the release `push` in the namespace `monitoring`.
  static String render(@Nullable Path values, Map<String, String> settings) {
    TemplateCommand command =
        new Helm(FOLDER).template().withName("push").withNamespace("monitoring");
    if (values != null) {
      command.withValuesFile(values);
    }
    settings.forEach(command::set);
    return command.call();
  }

  /// The documents in this text as JSON.
  static List<JsonObject> manifests(String rendered) {
    var manifests = new ArrayList<JsonObject>();
    for (Object document : load(rendered)) {
      if (document != null) {
        manifests.add(json(document).getAsJsonObject());
      }
    }
    return manifests;
  }

  static List<JsonObject> manifests(@Nullable Path values) {
    return manifests(render(values, Map.of()));
  }

  static JsonObject only(List<JsonObject> manifests, String kind) {
    List<JsonObject> found = manifests.stream().filter(it -> kind(it).equals(kind)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " of kind " + kind + ": " + manifests);
    }
    return found.getFirst();
  }

  static String kind(JsonObject manifest) {
    return manifest.get("kind").getAsString();
  }

  static Iterable<Object> load(String yaml) {
    return new Load(LoadSettings.builder().setCodePointLimit(10_000_000).build())
        .loadAllFromString(yaml);
  }

  private static JsonElement json(Object document) {
    return Objects.requireNonNull(JSON.getGson().toJsonTree(document));
  }

  /// The element at `path`, in which numbers are positions in lists.
  static JsonElement at(JsonElement manifest, Object... path) {
    JsonElement element = manifest;
    for (Object step : path) {
      JsonElement next =
          step instanceof Integer index
              ? element.getAsJsonArray().get(index)
              : element.getAsJsonObject().get(step.toString());
      if (next == null) {
        throw new AssertionError("no " + step + " in " + element);
      }
      element = next;
    }
    return element;
  }
}
