package io.sluice.packagetests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The packages under test, and bare systems to install them on.
final class Dist {
  /// The output folder of `./package`: `-Ddist=...`.
  static final Path FOLDER =
      Project.ROOT.resolve(System.getProperty("dist", "dist")).toAbsolutePath();

  private static final Path ROOTS = Path.of("target/roots").toAbsolutePath();

  private Dist() {}

  /// A Debian without Java, with systemd and curl, as an archive. Created once.
  static synchronized Path bareDebian() throws Exception {
    Path tar = ROOTS.resolve("bookworm.tar");
    if (!Files.exists(tar)) {
      Files.createDirectories(ROOTS);
      Bash.run(
          """
          mmdebstrap --quiet --variant=minbase --format=tar --aptopt='Acquire::Retries "5"' \
            --include=systemd,systemd-sysv,dbus,init-system-helpers,adduser,curl,procps,ca-certificates,gpgv \
            bookworm '%1$s.new' >&2
          mv '%1$s.new' '%1$s'
          """
              .formatted(tar),
          Map.of());
    }
    return tar;
  }
}
