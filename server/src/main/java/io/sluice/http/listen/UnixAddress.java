package io.sluice.http.listen;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// A Unix domain socket: `unix:///run/sluice/web.sock`, `unix:///run/sluice/web.sock?mode=0600`.
///
/// @param mode the permissions of the socket's file; connecting requires write permission
public record UnixAddress(Path path, Set<PosixFilePermission> mode) implements ListenAddress {
  static final String SCHEME = "unix://";

  /// The owner and the group.
  private static final String USUAL_MODE = "0660";

  private static final String MODE = "?mode=";

  /// In the order of the bits of a mode, the lowest bit first.
  private static final PosixFilePermission[] PERMISSIONS = {
    PosixFilePermission.OTHERS_EXECUTE,
    PosixFilePermission.OTHERS_WRITE,
    PosixFilePermission.OTHERS_READ,
    PosixFilePermission.GROUP_EXECUTE,
    PosixFilePermission.GROUP_WRITE,
    PosixFilePermission.GROUP_READ,
    PosixFilePermission.OWNER_EXECUTE,
    PosixFilePermission.OWNER_WRITE,
    PosixFilePermission.OWNER_READ
  };

  public UnixAddress {
    mode = Set.copyOf(mode);
  }

  /// Parses an address.
  ///
  /// @throws IOException if the path is not absolute, or the mode is not an octal number
  static UnixAddress parse(String text) throws IOException {
    int question = text.indexOf(MODE);
    String path = text.substring(SCHEME.length(), question < 0 ? text.length() : question);
    String mode = question < 0 ? USUAL_MODE : text.substring(question + MODE.length());
    if (!path.startsWith("/") || path.endsWith("/") || path.indexOf('?') >= 0) {
      throw malformed(text, "an absolute path is needed, as in unix:///run/sluice.sock");
    }
    if (!mode.matches("0?[0-7]{3}")) {
      throw malformed(text, "a mode has three octal digits, as in ?mode=0660");
    }
    try {
      return new UnixAddress(Path.of(path), permissions(Integer.parseInt(mode, 8)));
    } catch (InvalidPathException e) {
      throw malformed(text, String.valueOf(e.getMessage()));
    }
  }

  /// The address without the mode.
  @Override
  public String toString() {
    return SCHEME + path;
  }

  private static Set<PosixFilePermission> permissions(int bits) {
    var permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < PERMISSIONS.length; i++) {
      if ((bits >> i & 1) != 0) {
        permissions.add(PERMISSIONS[i]);
      }
    }
    return permissions;
  }

  private static IOException malformed(String text, String what) {
    return new IOException("listen unix: address " + text + ": " + what);
  }
}
