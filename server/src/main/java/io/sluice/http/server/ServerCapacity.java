package io.sluice.http.server;

import io.sluice.http.HttpLimits;
import io.sluice.http.RefusalListener;
import java.util.concurrent.Semaphore;

/// The remaining capacity of a server.
///
/// @param connections number of connections that may still be opened
/// @param requests number of requests other than GET that may still be processed concurrently
/// @param bodyBytes memory that is left for bodies
/// @param memory accounts for the memory of connections without bodies
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
