package io.sluice.http.server;

import io.sluice.http.HttpLimits;
import io.sluice.http.RefusalListener;
import java.util.concurrent.Semaphore;

/// What a server has room for.
///
/// @param connections how many more may be opened
/// @param requests how many more, other than GET, may be answered at once
/// @param bodyBytes how much more of bodies may be held
/// @param memory what connections hold beside bodies
record ServerCapacity(
    Semaphore connections, Semaphore requests, Semaphore bodyBytes, ConnectionMemory memory) {
  static ServerCapacity of(HttpLimits limits, RefusalListener refusals) {
    return new ServerCapacity(
        new Semaphore(limits.maxConnections()),
        new Semaphore(limits.maxRequests()),
        new Semaphore(limits.maxBodyBytesInFlight()),
        new ConnectionMemory(limits.maxConnectionBytes(), refusals));
  }
}
