package io.sluice.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The command lines of the servers.
///
/// @param root the folder of the project
/// @param jvmOptions the launcher's options for the JVM, for the bare Netty server
record CommandLines(Path root, List<String> jvmOptions) {
  /// @param state the persistence file, if there is one
  List<String> gateway(Contender contender, int port, Setup setup, @Nullable Path state) {
    var command = new ArrayList<String>();
    command.add(
        contender == Contender.SLUICE
            ? root.resolve("sluice").toString()
            : "prometheus-pushgateway");
    command.add("--web.listen-address=127.0.0.1:" + port);
    command.add("--web.enable-admin-api");
    command.add("--persistence.file=" + (state == null ? "" : state));
    if (state != null && !setup.isPersistent()) {
      // The file is only read at the start: nothing is saved during the measurement.
      command.add("--persistence.interval=24h");
    }
    if (setup.has(Setup.Trait.UNCHECKED)) {
      command.add("--push.disable-consistency-check");
    }
    return command;
  }

  List<String> netty(int port) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(NettyFloor.class.getName(), Integer.toString(port)));
    return command;
  }

  /// Debian's defaults, but with all written files in `site`, and with persistent connections.
  List<String> nginx(int port, Path site) throws IOException {
    Path configuration = site.resolve("nginx.conf");
    Files.writeString(
        configuration,
        """
        daemon off;
        worker_processes auto;
        pid %1$s/nginx.pid;
        error_log stderr;
        events { worker_connections 768; }
        http {
          sendfile on;
          tcp_nopush on;
          access_log off;
          keepalive_requests 1000000000;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          server {
            listen 127.0.0.1:%2$d;
            root %1$s;
            gzip_static on;
          }
        }
        """
            .formatted(site, port));
    return List.of("nginx", "-e", "stderr", "-c", configuration.toString());
  }
}
