package io.sluice.packagetests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The images, run by podman and runc.
@Tag("installs")
final class ImageTest {
  /// The limits on files and processes are lower than podman's defaults, which a container in a
  /// container may not set.
  private static final String HEAD =
      """
      cd "$FOLDER"
      printf '[storage]\\ndriver="vfs"\\nrunroot="%s/run"\\ngraphroot="%s/graph"\\n' "$PWD" "$PWD" >storage.conf
      export CONTAINERS_STORAGE_CONF=$PWD/storage.conf
      name=sluice-test-$$
      trap 'podman rm -f -t 0 $name $name-probe >/dev/null 2>&1 || true' EXIT
      options=(--runtime runc --network host --ulimit nofile=20000:20000 --ulimit nproc=30000:30000
        --cap-drop=all --security-opt=no-new-privileges --read-only)
      url=http://127.0.0.1:$PORT
      """;

  @Test
  void run_readOnlyWith128Megabytes_keepsWhatWasPushed() throws Exception {
    String printed =
        Bash.run(
            HEAD
                + """
                podman load -q -i "$DIST/sluice-$VERSION.linux-amd64.oci.tar" >&2
                podman run -d --name "$name" "${options[@]}" -m 128m --memory-swap 128m -v "$name:/data" \
                  "localhost/sluice:$VERSION" --web.listen-address="127.0.0.1:$PORT" --persistence.file=/data/pushgateway.data >&2
                await curl -sf "$url/-/ready" || { podman logs "$name" >&2; exit 1; }
                for ((i = 0; i < 200; i++)); do
                  seq -f "rows{shard=\\"%g\\"} $i" 50 | curl -sf --data-binary @- "$url/metrics/job/batch/instance/$i"
                done
                echo "user $(podman exec "$name" /bin/health "$PORT" && podman top "$name" huser | tail -n 1)"
                podman exec "$name" /bin/health 1 2>/dev/null && echo "health of a closed port"
                podman exec "$name" /bin/sh -c true 2>/dev/null && echo "there is a shell"
                podman stop -t 20 "$name" >&2
                echo "exit $(podman inspect -f '{{.State.ExitCode}} {{.State.OOMKilled}}' "$name")"
                podman start "$name" >&2
                await curl -sf "$url/-/ready"
                echo "groups $(curl -sf "$url/metrics" | grep -c '^push_time_seconds')"
                podman volume rm -f "$name" >/dev/null 2>&1 || true
                """,
            environment());

    assertThat(printed).isEqualTo("user nobody\nexit 0 false\ngroups 200\n");
  }

  @Test
  void debugVariant_hasAShell_andBothHaveUpstreamsInterface() throws Exception {
    String printed =
        Bash.run(
            HEAD
                + """
                podman load -q -i "$DIST/sluice-$VERSION-debug.linux-amd64.oci.tar" >&2
                podman run --rm --name "$name-probe" "${options[@]}" --entrypoint /bin/sh "localhost/sluice:$VERSION-debug" \
                  -c 'id -u; pwd; ls -d /data; /bin/pushgateway --version | head -n 1'
                podman inspect -f '{{.Config.User}} {{.Config.Entrypoint}} {{.Config.ExposedPorts}} {{.Config.Volumes}}' \
                  "localhost/sluice:$VERSION-debug"
                skopeo inspect "oci-archive:$DIST/sluice-$VERSION.linux-amd64.oci.tar" | grep -o '"org.opencontainers.image.version": .*'
                """,
            environment());

    assertThat(printed)
        .startsWith("65534\n/pushgateway\n/data\nsluice, version " + Project.version())
        .contains("65534:65534 [/bin/pushgateway] map[9091/tcp:{}] map[/data:{}]")
        .contains("\"org.opencontainers.image.version\": \"" + Project.version() + "\"");
  }

  private Map<String, String> environment() {
    return Map.of("DIST", Dist.FOLDER.toString(), "PORT", Bash.freePort());
  }
}
