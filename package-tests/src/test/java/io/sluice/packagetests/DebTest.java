package io.sluice.packagetests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The Debian package on bare systems, without systemd and with it.
@Tag("installs")
final class DebTest {
  @Test
  void lintian_packages_findsNothing() throws Exception {
    Bash.run(
        """
        lintian --allow-root --fail-on error,warning "$DIST/sluice-pushgateway_$VERSION-1_amd64.deb" >&2
        lintian --allow-root --fail-on error,warning "$DIST/sluice-pushgateway-cluster_$VERSION-1_all.deb" >&2
        """,
        environment());
  }

  @Test
  void unit_isValidAndTight() throws Exception {
    Bash.run(
        """
        cd "$FOLDER"
        cp "$ROOT"/packaging/sluice-pushgateway.{service,socket} .
        sed -i 's:^ExecStart=.*:ExecStart=/bin/true:; /^Documentation=man/d' sluice-pushgateway.service
        SYSTEMD_LOG_LEVEL=warning systemd-analyze verify ./sluice-pushgateway.service ./sluice-pushgateway.socket >&2
        systemd-analyze security --offline=true --threshold=15 ./sluice-pushgateway.service >&2
        """,
        environment());
  }

  @Test
  void installAndPurge_withoutSystemd_leavesNothing() throws Exception {
    String printed =
        Bash.run(
            """
            cd "$FOLDER" && mkdir root && tar -xpf "$DEBIAN" -C root
            "${in_root[@]}" sh -c 'dpkg --purge --force-all systemd-sysv systemd >/dev/null 2>&1' || true
            cp "$DIST/sluice-pushgateway_$VERSION-1_amd64.deb" root/sluice.deb
            find root -xdev \\( -path root/proc -o -path root/sys -o -path root/run -o -path root/tmp -o -path 'root/var/lib/dpkg' -o -path 'root/var/log' -o -path 'root/var/cache' \\) \
              -prune -o -print | sort >before
            "${in_root[@]}" dpkg -i /sluice.deb >&2
            "${in_root[@]}" pushgateway --version
            "${in_root[@]}" setpriv --reuid=sluice --regid=sluice --clear-groups sluice-pushgateway \
              --web.listen-address="127.0.0.1:$PORT" --persistence.file=/var/lib/sluice/data >log 2>&1 &
            pid=$!
            await curl -sf "http://127.0.0.1:$PORT/-/ready" || { cat log >&2; exit 1; }
            echo "a 1" | curl -sf --data-binary @- "http://127.0.0.1:$PORT/metrics/job/a"
            kill -TERM $pid && wait $pid
            "${in_root[@]}" dpkg --remove sluice-pushgateway >&2
            test -s root/var/lib/sluice/data && test -f root/etc/default/sluice
            "${in_root[@]}" dpkg --purge sluice-pushgateway >&2
            find root -xdev \\( -path root/proc -o -path root/sys -o -path root/run -o -path root/tmp -o -path 'root/var/lib/dpkg' -o -path 'root/var/log' -o -path 'root/var/cache' \\) \
              -prune -o -print | sort >after
            # The user stays, and with it backups of the files that it is in.
            diff before after | grep -v -e '-$' -e '^[0-9,]*[acd][0-9,]*$' || true
            """,
            environment());

    assertThat(printed).startsWith("sluice, version " + Project.version()).hasLineCount(6);
  }

  @Test
  void takeoverUpgradeAndRemoval_onARunningSystem_loseNothing() throws Exception {
    String printed = Bash.run(BOOT + TAKEOVER + UPGRADE + REMOVAL, environment());

    assertThat(printed)
        .isEqualTo(
            """
            installed: inactive
            taken over: active inactive before 1
            admin: 202
            original: same
            reloaded: active before 1
            killed: active after 2
            undone: inactive active before 1 after 2
            again: active inactive before 1 after 2
            process: 0 2 1 sluice
            etc: not writable
            upgraded: active %1$s-2 before 1 after 2 setting kept
            socket: before 1 after 2
            removed: data kept
            purged: nothing left
            """
                .formatted(Project.version()));
  }

  /// A system with systemd and Debian's Pushgateway, in separate namespaces.
  private static final String BOOT =
      """
      cd "$FOLDER" && mkdir root && tar -xpf "$DEBIAN" -C root
      cp /etc/resolv.conf root/etc/resolv.conf
      printf '#!/bin/sh\\nexit 101\\n' >root/usr/sbin/policy-rc.d && chmod +x root/usr/sbin/policy-rc.d
      "${in_root[@]}" apt-get -qq -o Acquire::Retries=5 update >&2
      "${in_root[@]}" apt-get -qq -o Acquire::Retries=5 install -y --no-install-recommends prometheus-pushgateway >/dev/null
      rm root/usr/sbin/policy-rc.d
      sed -i 's|^ARGS=.*|ARGS="--web.enable-admin-api --web.local-assets=/usr/share/prometheus/pushgateway"|' root/etc/default/prometheus-pushgateway

      # A signed repository in a folder.
      mkdir -p root/srv/repo gnupg && chmod 700 gnupg
      export GNUPGHOME=$PWD/gnupg
      gpg --batch --quiet --passphrase '' --quick-generate-key test@example.org ed25519 sign never
      gpg --export >root/etc/apt/keyrings/sluice.gpg 2>/dev/null || { mkdir -p root/etc/apt/keyrings && gpg --export >root/etc/apt/keyrings/sluice.gpg; }
      publish() {
        cp "$1" root/srv/repo/
        (cd root/srv/repo && apt-ftparchive packages . >Packages && apt-ftparchive release . >../Release && mv ../Release . \
          && gpg --batch --yes --quiet --clearsign -o InRelease Release)
      }
      publish "$DIST/sluice-pushgateway_$VERSION-1_amd64.deb"
      printf 'Types: deb\\nURIs: file:///srv/repo\\nSuites: ./\\nSigned-By: /etc/apt/keyrings/sluice.gpg\\n' >root/etc/apt/sources.list.d/sluice.sources
      # Inside there is no network, and so nothing but this repository.
      mkdir root/srv/aside && mv root/etc/apt/sources.list root/srv/aside/ 2>/dev/null || true
      rm -f root/etc/resolv.conf

      SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 setsid unshare -m bash -c '
        mount --make-rprivate / && mount -t tmpfs tmpfs /run && umount -R /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup &&
        exec systemd-nspawn -D '"$PWD/root"' --register=no --keep-unit --private-network --console=pipe --boot' >boot.log 2>&1 </dev/null &
      nspawn=$!
      # The container's init is a child or a grandchild of what was started.
      find_init() {
        local child
        init=
        for child in $(descendants "$nspawn"); do
          if [[ "$(cat "/proc/$child/comm" 2>/dev/null)" == systemd ]]; then
            init=$child
            return
          fi
        done
        return 1
      }
      descendants() {
        local child
        for child in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
          echo "$child"
          descendants "$child"
        done
      }
      inside() { nsenter -t "$init" -a env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
      power_off() {
        if [[ -n "${init:-}" ]]; then
          kill -s RTMIN+4 "$init" 2>/dev/null || true
          for ((i = 0; i < 300; i++)); do
            kill -0 "$nspawn" 2>/dev/null || break
            sleep 0.1
          done
          kill -KILL "$init" 2>/dev/null || true
        fi
        kill -KILL "$nspawn" 2>/dev/null || true
      }
      trap power_off EXIT
      for ((i = 0; i < 600; i++)); do find_init && break; sleep 0.1; done
      [[ -n "$init" ]] || { cat boot.log >&2; exit 1; }
      is_up() { [[ "$(inside systemctl is-system-running 2>/dev/null)" =~ ^(running|degraded)$ ]]; }
      await is_up || { cat boot.log >&2; exit 1; }
      state() { inside systemctl is-active "$@" | tr '\\n' ' ' || true; }
      ready() { await inside curl -sf http://127.0.0.1:9091/-/ready; }
      push() { echo "$1 $2" | inside curl -sf --data-binary @- http://127.0.0.1:9091/metrics/job/switch/step/"$1"; }
      shown() { inside curl -sf http://127.0.0.1:9091/metrics | sed -n 's/^\\(before\\|after\\){.*} \\([0-9]*\\)$/\\1 \\2/p' | sort -r | tr '\\n' ' ' | sed 's/ $//'; }
      """;

  private static final String TAKEOVER =
      """
      ready && push before 1
      inside apt-get -qq -o Acquire::Retries=5 update >&2
      inside apt-get -qq -o Acquire::Retries=5 install -y sluice-pushgateway >&2
      echo "installed: $(inside systemctl is-active sluice-pushgateway || true)"

      inside sluice-pushgateway-takeover >&2
      sum=$(inside sha256sum /var/lib/prometheus/pushgateway.data)
      ready
      echo "taken over: $(state sluice-pushgateway prometheus-pushgateway)$(shown)"
      echo "admin: $(inside curl -s -o /dev/null -w '%{http_code}' -X PUT http://127.0.0.1:9091/api/v1/admin/wipe)"
      [[ "$(inside sha256sum /var/lib/prometheus/pushgateway.data)" == "$sum" ]] && echo "original: same"
      push before 1

      inside systemctl reload sluice-pushgateway
      # Before the JVM listens to signals, SIGHUP ends it; then the service starts again by itself.
      inside systemctl restart sluice-pushgateway
      inside systemctl reload sluice-pushgateway 2>/dev/null || true
      ready
      echo "reloaded: $(state sluice-pushgateway)$(shown)"

      inside curl -sf -X DELETE http://127.0.0.1:9091/metrics/job/switch/step/before
      push after 2
      inside systemctl kill -s KILL sluice-pushgateway
      sleep 1
      ready
      echo "killed: $(state sluice-pushgateway)$(shown)"
      push before 1

      inside sluice-pushgateway-takeover --undo >&2
      ready
      echo "undone: $(state sluice-pushgateway prometheus-pushgateway)$(shown)"
      inside sluice-pushgateway-takeover >&2
      ready
      echo "again: $(state sluice-pushgateway prometheus-pushgateway)$(shown)"
      """;

  private static final String UPGRADE =
      """
      pid=$(inside systemctl show -p MainPID --value sluice-pushgateway)
      echo "process: $((0x$(inside sed -n 's/^CapEff:\\t//p' "/proc/$pid/status"))) $(inside sed -n 's/^Seccomp:\\t//p' "/proc/$pid/status") $(inside sed -n 's/^NoNewPrivs:\\t//p' "/proc/$pid/status") $(inside stat -c %U "/proc/$pid")"
      inside nsenter -t "$pid" -m sh -c 'touch /etc/x 2>/dev/null' || echo "etc: not writable"

      dpkg-deb -R "$DIST/sluice-pushgateway_$VERSION-1_amd64.deb" next
      sed -i "s/^Version: .*/Version: $VERSION-2/" next/DEBIAN/control
      dpkg-deb --root-owner-group -Zgzip -z1 -b next "sluice-pushgateway_$VERSION-2_amd64.deb" >&2
      publish "sluice-pushgateway_$VERSION-2_amd64.deb"
      echo '# by hand' >>root/etc/default/sluice
      inside apt-get -qq -o Acquire::Retries=5 update >&2
      inside apt-get -qq -o Acquire::Retries=5 upgrade -y >&2
      ready
      echo "upgraded: $(state sluice-pushgateway)$(inside dpkg-query -W -f '${Version}' sluice-pushgateway) $(shown) $(grep -q '^# by hand' root/etc/default/sluice && echo setting kept)"

      sed -i "s|^ARGS='|ARGS='--web.systemd-socket |" root/etc/default/sluice
      inside systemctl --quiet disable --now sluice-pushgateway.service
      inside systemctl --quiet enable --now sluice-pushgateway.socket
      echo "socket: $(shown)"
      """;

  private static final String REMOVAL =
      """
      inside apt-get -qq -o Acquire::Retries=5 remove -y sluice-pushgateway >&2
      inside test -s /var/lib/sluice/data && echo "removed: data kept"
      inside apt-get -qq -o Acquire::Retries=5 purge -y sluice-pushgateway >&2
      left=$(inside sh -c 'ls -d /var/lib/sluice /etc/sluice /etc/default/sluice /usr/lib/sluice-pushgateway /etc/systemd/system/*/sluice* 2>/dev/null' || true)
      echo "purged: ${left:-nothing left}"
      """;

  private Map<String, String> environment() throws Exception {
    return Map.of(
        "DEBIAN", Dist.bareDebian().toString(),
        "DIST", Dist.FOLDER.toString(),
        "PORT", Bash.freePort());
  }
}
