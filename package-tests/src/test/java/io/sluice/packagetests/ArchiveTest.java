package io.sluice.packagetests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The archives, unpacked on a system without other software.
@Tag("installs")
final class ArchiveTest {
  @Test
  void start_inADebianWithoutJava_keepsWhatWasPushed() throws Exception {
    String printed =
        Bash.run(
            """
            cd "$FOLDER"
            mkdir root && tar -xpf "$DEBIAN" -C root
            ! "${in_root[@]}" sh -c 'command -v java' >&2
            mkdir -p root/opt && tar -xpf "$DIST/sluice-$VERSION.linux-amd64.tar.gz" -C root/opt
            start() {
              "${in_root[@]}" "/opt/sluice-$VERSION.linux-amd64/sluice" \
                --web.listen-address="127.0.0.1:$PORT" --persistence.file=/var/lib/pushed >log 2>&1 &
              pid=$!
              trap 'kill -KILL $pid 2>/dev/null || true' EXIT
              await curl -sf "http://127.0.0.1:$PORT/-/ready" || { cat log >&2; exit 1; }
            }
            start
            echo "some_metric 3.14" | curl -sf --data-binary @- "http://127.0.0.1:$PORT/metrics/job/some_job"
            kill -TERM $pid && wait $pid
            start
            curl -sf "http://127.0.0.1:$PORT/metrics" | grep '^some_metric'
            "${in_root[@]}" "/opt/sluice-$VERSION.linux-amd64/runtime/bin/jcmd" "$pid" VM.version >&2
            kill -TERM $pid && wait $pid
            "${in_root[@]}" "/opt/sluice-$VERSION.linux-amd64/sluice" --version
            """,
            environment());

    assertThat(printed)
        .contains("some_metric{instance=\"\",job=\"some_job\"} 3.14\n")
        .contains("sluice, version " + Project.version());
  }

  // With the archive's own runtime, which has few modules of the JDK.
  @Test
  void cluster_librariesUnpackedInTheFolder_nodeTakesPushes() throws Exception {
    String printed =
        Bash.run(
            """
            cd "$FOLDER"
            tar -xf "$DIST/sluice-$VERSION.linux-amd64.tar.gz"
            mv "sluice-$VERSION.linux-amd64" program
            node=(program/sluice --web.listen-address="127.0.0.1:$PORT" --cluster.node=a --cluster.data=data
              --cluster.listen="127.0.0.1:$PEER_PORT" --cluster.peers="a=127.0.0.1:$PEER_PORT")
            ! "${node[@]}" 2>without && grep -o 'the libraries of the cluster are not installed' without
            tar -xf "$DIST/sluice-cluster-$VERSION.tar.gz" -C program
            "${node[@]}" >log 2>&1 &
            pid=$!
            trap 'kill -KILL $pid 2>/dev/null || true' EXIT
            await curl -sf "http://127.0.0.1:$PORT/-/ready" || { cat log >&2; exit 1; }
            echo "a 1" | curl -sf --data-binary @- "http://127.0.0.1:$PORT/metrics/job/a"
            curl -sf "http://127.0.0.1:$PORT/metrics" | grep '^a{'
            kill -TERM $pid && wait $pid
            """,
            environment());

    assertThat(printed)
        .isEqualTo(
            """
            the libraries of the cluster are not installed
            a{instance="",job="a"} 1
            """);
  }

  // -Xshare:on: with a class cache that cannot be used, this is an error.
  @Test
  void classCache_whereverItIsUnpacked_isUsed() throws Exception {
    String printed =
        Bash.run(
            """
            mkdir -p "$FOLDER/with blank"
            tar -xf "$DIST/sluice-$VERSION.linux-amd64.tar.gz" -C "$FOLDER/with blank"
            mv "$FOLDER/with blank/sluice-$VERSION.linux-amd64" "$FOLDER/with blank/moved"
            ln -s "with blank/moved/sluice" "$FOLDER/link"
            cd /
            JAVA_OPTS=-Xshare:on "$FOLDER/link" --version
            JAVA_OPTS=-Xlog:class+load "$FOLDER/link" --version | grep -c 'source: shared objects file' >"$FOLDER/shared"
            JAVA_OPTS=-Xlog:class+load "$FOLDER/link" --version | grep -c 'source: ' >"$FOLDER/all"
            echo "shared: $(($(cat "$FOLDER/shared") * 100 / $(cat "$FOLDER/all"))) percent"
            # A jar that was replaced: the cache is not used, and the start works.
            touch "$FOLDER/with blank/moved/sluice.jar"
            ! JAVA_OPTS=-Xshare:on "$FOLDER/link" --version >&2
            "$FOLDER/link" --version
            """,
            environment());

    assertThat(printed).containsPattern("shared: (8[5-9]|9.|100) percent");
    assertThat(printed.split("sluice, version ", -1)).hasSize(3);
  }

  // Machine code in a class cache would end the gateway with SIGILL on these.
  @Test
  void start_onOldProcessors_works() throws Exception {
    String printed =
        Bash.run(
            """
            tar -xf "$DIST/sluice-$VERSION.linux-amd64.tar.gz" -C "$FOLDER"
            cd "$FOLDER/sluice-$VERSION.linux-amd64"
            for cpu in qemu64 Nehalem; do
              qemu-x86_64-static -cpu "$cpu" runtime/bin/java @jvm.options -XX:+UseSerialGC -Xshare:on \
                -XX:SharedArchiveFile="$PWD/sluice.jsa" -jar "$PWD/sluice.jar" --version | head -n 1
            done
            """,
            environment());

    assertThat(printed.lines()).hasSize(2).allMatch(line -> line.startsWith("sluice, version "));
  }

  @Test
  void noarch_withJava25AndOlder_startsOrSaysWhatIsNeeded() throws Exception {
    String printed =
        Bash.run(
            """
            tar -xf "$DIST/sluice-$VERSION.noarch.tar.gz" -C "$FOLDER"
            cd "$FOLDER/sluice-$VERSION.noarch"
            JAVA_HOME=$JDK ./sluice --version
            mkdir old && printf '#!/bin/sh\\nexit 1\\n' >old/java && chmod +x old/java
            ! env -u JAVA_HOME PATH="$PWD/old:$PATH" ./sluice --version 2>&1
            """,
            environment());

    assertThat(printed)
        .startsWith("sluice, version ")
        .endsWith("sluice: needs Java 25: set JAVA_HOME, or put its java on the PATH\n");
  }

  @Test
  void archives_manualAndCompletion_arePartOfThem() throws Exception {
    Bash.run(
        """
        tar -xf "$DIST/sluice-$VERSION.linux-amd64.tar.gz" -C "$FOLDER"
        cd "$FOLDER/sluice-$VERSION.linux-amd64"
        grep -q '^\\.TH SLUICE 1' sluice.1
        bash -c '. ./sluice.bash && complete -p sluice'
        cd "$DIST" && sha256sum --quiet -c SHA256SUMS
        """,
        environment());
  }

  @Test
  void package_twice_givesTheSameFiles() throws Exception {
    Bash.run(
        """
        cd "$ROOT"
        ./package --built --quick --output="$FOLDER/first" >&2
        sleep 1.1 # another second, for times that are not set
        ./package --built --quick --output="$FOLDER/second" >&2
        diff -r "$FOLDER/first" "$FOLDER/second" >&2
        """,
        environment());
  }

  private Map<String, String> environment() throws Exception {
    return Map.of(
        "DEBIAN", Dist.bareDebian().toString(),
        "DIST", Dist.FOLDER.toString(),
        "JDK", System.getProperty("java.home"),
        "PORT", Bash.freePort(),
        "PEER_PORT", Bash.freePort());
  }
}
