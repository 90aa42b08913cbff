package io.sluice.packagetests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.kubernetes.client.openapi.JSON;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The chart with real Helm, and its output checked with the types of Kubernetes' API.
final class ChartTest {
  private static final Path VALUES = Path.of("src/test/resources/values");

  /// Kinds that are not defined by Kubernetes itself.
  private static final Set<String> FOREIGN =
      Set.of("HTTPRoute", "ServiceMonitor", "PrometheusRule");

  static List<Path> valueSets() throws Exception {
    try (Stream<Path> files = Files.list(VALUES)) {
      return files.sorted().toList();
    }
  }

  @Test
  void lint_strict_findsNothing() {
    LintResult result = new Helm(Chart.FOLDER).lint().strict().call();

    assertThat(result.isFailed()).as(result.toString()).isFalse();
  }

  @Test
  void version_isTheProjects() throws Exception {
    String chart = Files.readString(Chart.FOLDER.resolve("Chart.yaml"));

    assertThat(chart).contains("\nversion: " + Project.version() + "\n");
    assertThat(chart).contains("\nappVersion: " + Project.version() + "\n");
  }

  @Test
  void render_defaults_validate() throws Exception {
    for (JsonObject manifest : Chart.manifests((Path) null)) {
      validate(manifest);
    }
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void render_valueSets_validate(Path values) throws Exception {
    List<JsonObject> manifests = Chart.manifests(values);

    assertThat(manifests).hasSizeGreaterThan(2);
    for (JsonObject manifest : manifests) {
      validate(manifest);
    }
  }

  /// The tests above only cover the keys that the sets contain.
  @Test
  void valueSets_together_setEveryKey() throws Exception {
    var all = new TreeSet<String>();
    addKeys(Chart.load(Files.readString(Chart.FOLDER.resolve("values.yaml"))), "", all);
    var set = new TreeSet<String>();
    for (Path values : valueSets()) {
      addKeys(Chart.load(Files.readString(values)), "", set);
    }
    // Kubernetes' own settings, for which the sets have their own values.
    all.removeIf(
        key -> key.startsWith(".securityContext.") || key.startsWith(".containerSecurity"));
    all.removeIf(key -> key.startsWith(".readiness.probe."));

    all.removeIf(key -> set.stream().anyMatch(it -> it.equals(key) || it.startsWith(key + ".")));

    assertThat(all).isEmpty();
  }

  // The objects of a user of the community's chart in the cluster: a volume claim and immutable
  // selectors.
  @Test
  void upgrade_fromTheCommunitysChart_keepsNamesAndSelectors() {
    List<JsonObject> manifests = Chart.manifests(VALUES.resolve("persistence.yaml"));
    JsonObject deployment = Chart.only(manifests, "Deployment");

    for (String kind :
        List.of("Deployment", "Service", "ServiceAccount", "PersistentVolumeClaim")) {
      assertThat(text(Chart.only(manifests, kind), "metadata", "name"))
          .isEqualTo("push-prometheus-pushgateway");
    }
    assertThat(Chart.at(deployment, "spec", "selector", "matchLabels"))
        .hasToString(
            "{\"app.kubernetes.io/name\":\"prometheus-pushgateway\",\"app.kubernetes.io/instance\":\"push\"}");
    assertThat(Chart.at(Chart.only(manifests, "Service"), "spec", "selector"))
        .isEqualTo(Chart.at(deployment, "spec", "selector", "matchLabels"));
    assertThat(text(deployment, "spec", "template", "spec", "containers", 0, "name"))
        .isEqualTo("pushgateway");
    assertThat(text(deployment, "spec", "template", "spec", "volumes", 0, "name"))
        .isEqualTo("storage-volume");
    assertThat(
            text(
                deployment,
                "spec",
                "template",
                "spec",
                "volumes",
                0,
                "persistentVolumeClaim",
                "claimName"))
        .isEqualTo("push-prometheus-pushgateway");
  }

  @Test
  void persistence_withAndWithoutTheFlag_isGivenOnce() {
    assertThat(args(Chart.manifests(VALUES.resolve("persistence.yaml"))))
        .containsExactly("--persistence.file=/data/pushgateway.data");
    assertThat(args(Chart.manifests(VALUES.resolve("existing-claim.yaml"))))
        .containsExactly("--persistence.file=/data/other", "--web.enable-admin-api");
  }

  @Test
  void tlsAndUsers_probesAndSecret_fitEachOther() {
    List<JsonObject> manifests = Chart.manifests(VALUES.resolve("users-and-tls.yaml"));
    JsonElement container = container(manifests);

    assertThat(args(manifests))
        .containsExactly(
            "--web.config.file=/etc/config/web-config.yaml",
            "--web.open-health",
            "--config.file=/etc/rules/rules.yaml",
            "--web.access.file=/etc/access/access.yaml");
    assertThat(text(container, "livenessProbe", "httpGet", "scheme")).isEqualTo("HTTPS");
    String config = text(Chart.only(manifests, "Secret"), "stringData", "web-config.yaml");
    assertThat(config)
        .contains(
            "\"other user\": \"$2", "cert_file: /etc/tls/tls.crt", "key_file: /etc/tls/tls.key");
  }

  @Test
  void existingWebConfig_unknownContent_isProbedByConnecting() {
    JsonElement container = container(Chart.manifests(VALUES.resolve("existing-web-config.yaml")));

    assertThat(Chart.at(container, "livenessProbe").getAsJsonObject().keySet())
        .contains("tcpSocket")
        .doesNotContain("httpGet");
    assertThat(text(container, "image")).isEqualTo("registry.example/metrics/sluice:9.9");
  }

  // The community's chart loses the web configuration's volume in this combination.
  @Test
  void statefulSet_everyMount_hasItsVolume() {
    List<JsonObject> manifests = Chart.manifests(VALUES.resolve("stateful-set.yaml"));
    JsonObject set = Chart.only(manifests, "StatefulSet");
    var volumes = new ArrayList<String>();
    Chart.at(set, "spec", "template", "spec", "volumes")
        .getAsJsonArray()
        .forEach(volume -> volumes.add(text(volume, "name")));
    Chart.at(set, "spec", "volumeClaimTemplates")
        .getAsJsonArray()
        .forEach(claim -> volumes.add(text(claim, "metadata", "name")));

    for (JsonElement mount :
        Chart.at(set, "spec", "template", "spec", "containers", 0, "volumeMounts")
            .getAsJsonArray()) {
      assertThat(volumes).contains(text(mount, "name"));
    }
    assertThat(text(Chart.only(manifests, "Service"), "spec", "clusterIP")).isEqualTo("None");
  }

  @Test
  void cluster_nodes_knowEachOtherAndKeepTheirState() {
    List<JsonObject> manifests = Chart.manifests(VALUES.resolve("cluster.yaml"));
    JsonObject set = Chart.only(manifests, "StatefulSet");
    JsonElement pod = Chart.at(set, "spec", "template", "spec");
    String name = "push-prometheus-pushgateway";
    String peers =
        IntStream.range(0, 5)
            .mapToObj(i -> "%1$s-%2$d=%1$s-%2$d.%1$s-nodes:9195".formatted(name, i))
            .collect(Collectors.joining(","));

    assertThat(args(Chart.at(pod, "containers", 0)))
        .containsExactly(
            "--cluster.node=$(POD_NAME)",
            "--cluster.data=/data/cluster",
            "--cluster.peers=" + peers,
            "--cluster.listen=:9195",
            "--cluster.tls-cert=/etc/cluster/tls.crt",
            "--cluster.tls-key=/etc/cluster/tls.key",
            "--cluster.tls-ca=/etc/cluster/ca.crt",
            "--config.file=/etc/rules/rules.yaml");
    assertThat(text(pod, "containers", 0, "image")).endsWith("-cluster");
    assertThat(text(pod, "containers", 0, "env", 0, "name")).isEqualTo("POD_NAME");
    assertThat(text(set, "metadata", "name")).isEqualTo(name);
    assertThat(text(set, "spec", "serviceName")).isEqualTo(name + "-nodes");
    assertThat(text(set, "spec", "podManagementPolicy")).isEqualTo("Parallel");
    assertThat(text(set, "spec", "replicas")).isEqualTo("5");
    assertThat(text(set, "spec", "volumeClaimTemplates", 0, "metadata", "name"))
        .isEqualTo("storage-volume");
    assertThat(Chart.at(pod, "volumes").toString()).doesNotContain("storage-volume");
    assertThat(manifests.stream().map(Chart::kind))
        .doesNotContain("Deployment", "PersistentVolumeClaim");
    assertThat(text(Chart.only(manifests, "PodDisruptionBudget"), "spec", "maxUnavailable"))
        .isEqualTo("1");
    JsonObject nodes =
        Chart.only(
            manifests.stream()
                .filter(it -> text(it, "metadata", "name").equals(name + "-nodes"))
                .toList(),
            "Service");
    assertThat(text(nodes, "spec", "clusterIP")).isEqualTo("None");
    assertThat(text(nodes, "spec", "publishNotReadyAddresses")).isEqualTo("true");
  }

  @Test
  void cluster_withoutTlsOrWithOneVolume_isRefused() {
    assertThatThrownBy(() -> Chart.render(null, Map.of("cluster.enabled", "true")))
        .hasMessageContaining("cluster.enabled needs cluster.tlsSecret");
    assertThat(Chart.render(null, Map.of("cluster.enabled", "true", "cluster.insecure", "true")))
        .contains("- --cluster.insecure\n")
        .doesNotContain("cluster-tls");
    assertThatThrownBy(
            () ->
                Chart.render(
                    VALUES.resolve("cluster.yaml"), Map.of("persistentVolume.existingClaim", "c")))
        .hasMessageContaining("nodes of a cluster cannot share one volume");
  }

  @ParameterizedTest
  @ValueSource(strings = {"32Mi", "50Mi", "95Mi", "100M", "0.05Gi", "65536Ki", "50000000"})
  void memoryLimit_tooSmallToStart_isRefused(String limit) {
    assertThatThrownBy(() -> Chart.render(null, Map.of("resources.limits.memory", limit)))
        .hasMessageContaining("the gateway needs 96Mi or more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"96Mi", "128Mi", "1Gi", "101M", "0.5Gi", "1T"})
  void memoryLimit_largeEnough_isTaken(String limit) {
    assertThat(Chart.render(null, Map.of("resources.limits.memory", limit))).contains(limit);
  }

  /// The rules of the Pod Security Standard "restricted" that concern settings of the chart.
  @Test
  void defaults_podSecurity_isRestricted() {
    List<JsonObject> manifests = Chart.manifests((Path) null);
    JsonElement pod = Chart.at(Chart.only(manifests, "Deployment"), "spec", "template", "spec");
    JsonElement container = container(manifests);

    assertThat(Chart.at(pod, "securityContext", "runAsNonRoot").getAsBoolean()).isTrue();
    assertThat(text(pod, "securityContext", "seccompProfile", "type")).isEqualTo("RuntimeDefault");
    assertThat(Chart.at(container, "securityContext", "allowPrivilegeEscalation").getAsBoolean())
        .isFalse();
    assertThat(Chart.at(container, "securityContext", "capabilities", "drop"))
        .hasToString("[\"ALL\"]");
    assertThat(pod.getAsJsonObject().keySet()).doesNotContain("hostNetwork", "hostPID", "hostIPC");
    for (JsonElement volume : Chart.at(pod, "volumes").getAsJsonArray()) {
      assertThat(volume.getAsJsonObject().keySet()).doesNotContain("hostPath");
    }
  }

  @Test
  void monitoring_rulesAndDashboards_areTheProjects() throws Exception {
    List<JsonObject> manifests = Chart.manifests(VALUES.resolve("monitoring.yaml"));
    Object rules =
        Chart.load(Files.readString(Project.ROOT.resolve("alerts/sluice.yml"))).iterator().next();

    assertThat(Chart.at(Chart.only(manifests, "PrometheusRule"), "spec"))
        .isEqualTo(JSON.getGson().toJsonTree(rules));
    for (String dashboard : List.of("sluice.json", "sluice-jobs.json")) {
      assertThat(text(Chart.only(manifests, "ConfigMap"), "data", dashboard).strip())
          .isEqualTo(Files.readString(Project.ROOT.resolve("dashboards/" + dashboard)).strip());
    }
  }

  @Test
  void cronJob_inTheProject_validates() throws Exception {
    List<JsonObject> manifests =
        Chart.manifests(Files.readString(Project.ROOT.resolve("deploy/kubernetes/job.yaml")));

    validate(Chart.only(manifests, "CronJob"));
  }

  /// `-Dwrite=true` rewrites them.
  @Test
  void plainManifests_inTheProject_areWhatTheChartRenders() throws Exception {
    Path file = Project.ROOT.resolve("deploy/kubernetes/sluice.yaml");
    String rendered =
        "# Rendered from charts/sluice, for those without Helm: kubectl apply -f sluice.yaml\n"
            + Chart.render(
                    null, Map.of("fullnameOverride", "sluice", "persistentVolume.enabled", "true"))
                .replace("namespace: monitoring", "namespace: default")
                .replace(
                    "app.kubernetes.io/managed-by: Helm", "app.kubernetes.io/managed-by: kubectl");
    if (Boolean.getBoolean("write")) {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, rendered);
    }
    assertThat(Files.readString(file)).isEqualTo(rendered);
  }

  /// Refuses unknown fields, missing ones and those of a wrong type.
  private static void validate(JsonObject manifest) throws Exception {
    String kind = Chart.kind(manifest);
    assertThat(text(manifest, "metadata", "name")).matches("[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?");
    if (FOREIGN.contains(kind)) {
      assertThat(manifest.keySet())
          .containsExactlyInAnyOrder("apiVersion", "kind", "metadata", "spec");
      return;
    }
    Class<?> type = Class.forName("io.kubernetes.client.openapi.models.V1" + kind);
    try {
      type.getMethod("validateJsonElement", JsonElement.class).invoke(null, manifest);
    } catch (InvocationTargetException e) {
      throw new AssertionError(kind + ": " + manifest, e.getCause());
    }
    assertThat(JSON.getGson().fromJson(manifest, type)).isNotNull();
  }

  private static void addKeys(Object value, String path, Set<String> keys) {
    switch (value) {
      case Map<?, ?> map when !map.isEmpty() ->
          map.forEach((key, inner) -> addKeys(inner == null ? "" : inner, path + "." + key, keys));
      case Iterable<?> documents when path.isEmpty() ->
          documents.forEach(document -> addKeys(document, "", keys));
      default -> keys.add(path);
    }
  }

  private static JsonElement container(List<JsonObject> manifests) {
    return Chart.at(
        Chart.only(manifests, "Deployment"), "spec", "template", "spec", "containers", 0);
  }

  private static List<String> args(List<JsonObject> manifests) {
    return args(container(manifests));
  }

  private static List<String> args(JsonElement container) {
    return Chart.at(container, "args").getAsJsonArray().asList().stream()
        .map(JsonElement::getAsString)
        .toList();
  }

  private static String text(JsonElement manifest, Object... path) {
    return Chart.at(manifest, path).getAsString();
  }
}
