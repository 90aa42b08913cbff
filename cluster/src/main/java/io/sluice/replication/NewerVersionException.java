package io.sluice.replication;

import java.io.IOException;

/// Data was written by a later version of the program.
final class NewerVersionException extends IOException {
  private static final long serialVersionUID = 1;

  NewerVersionException(String what, int version, int supported) {
    super(
        "%s was written by a later version of Sluice: format=%d supported=%d; upgrade this node"
            .formatted(what, version, supported));
  }
}
