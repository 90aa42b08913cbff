package io.sluice.systemtests;

import io.sluice.systemtests.harness.ApiGroups;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.RawHttp;
import io.sluice.systemtests.harness.RawHttp.Answer;
import java.io.Closeable;
import java.util.concurrent.locks.LockSupport;

/// Reads the state of a gateway, and empties it, on one kept connection.
final class GatewayState implements Closeable {
  private static final String NO_GROUPS = "{\"status\":\"success\",\"data\":[]}";
  private static final int WIPE_POLLS = 20_000;
  private static final long WIPE_POLL_NANOS = 500_000;

  private final RawHttp http;
  private final String prefix;
  private final String scrapePath;

  /// For `gateway`, which was started with the admin API; `scrapePath` includes the prefix.
  GatewayState(Gateway gateway, String scrapePath) {
    http = gateway.connect();
    prefix = gateway.prefix();
    this.scrapePath = scrapePath;
  }

  RawHttp http() {
    return http;
  }

  String prefix() {
    return prefix;
  }

  Answer scrape() {
    return http.get(scrapePath);
  }

  ApiGroups groups() {
    return ApiGroups.parse(http.get(prefix + "/api/v1/metrics").text());
  }

  /// Removes all groups, and waits until they are gone: upstream answers before that.
  void wipe() {
    Answer answer = http.send("PUT", prefix + "/api/v1/admin/wipe");
    if (answer.status() != 202) {
      throw new IllegalStateException("no wipe: status=" + answer.status());
    }
    for (int i = 0; i < WIPE_POLLS; i++) {
      if (http.get(prefix + "/api/v1/metrics").text().equals(NO_GROUPS)) {
        return;
      }
      LockSupport.parkNanos(WIPE_POLL_NANOS);
    }
    throw new IllegalStateException("groups are still there after a wipe");
  }

  @Override
  public void close() {
    http.close();
  }
}
