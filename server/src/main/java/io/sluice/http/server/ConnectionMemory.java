package io.sluice.http.server;

import io.sluice.http.RefusalListener;
import io.sluice.http.Response;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Accounts for the memory of connections, without the bodies of requests: bytes that are not
/// parsed yet, heads of requests in progress, responses that the client does not read, the state of
/// TLS and HTTP/2. There is one limit for all connections together.
///
/// If a connection needs more than what is left, the connections that have held the most for the
/// longest time are closed. So a client that holds much memory cannot block others, which need
/// little and only for a short time.
//
//   used       the sum of the bytes of all accounts
//   evicted    the part of it that belongs to connections that are being closed
//
// Responses may take a quarter more, so that incomplete heads cannot block them.
//
// Memory of evicted connections is reused at once, before it is free, so up to half of the limit
// may be held in addition for a moment. An account counts for at most half of the limit, because a
// single chunk of a response may be larger than the limit and must still be sent. The first few
// kilobytes of an account are not counted, so that short requests need no accounting and succeed
// even if the limit is reached; the limit on connections bounds them.
//
// Only the event loop of a connection changes the bytes of its account; others read them.
final class ConnectionMemory {
  private static final String REASON = "connection_bytes";
  private static final int FREE_BYTES = 4 * 1024;

  private final long maxBytes;
  private final RefusalListener refusals;
  private final Set<Account> accounts = ConcurrentHashMap.newKeySet();
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong evicted = new AtomicLong();

  /// @param maxBytes the limit for all connections together
  ConnectionMemory(long maxBytes, RefusalListener refusals) {
    this.maxBytes = maxBytes;
    this.refusals = refusals;
  }

  /// Opens the account of a connection.
  ///
  /// @param closer closes the connection; called on any thread
  Account open(Runnable closer) {
    var account = new Account(closer);
    accounts.add(account);
    return account;
  }

  /// The memory of all connections.
  long usedBytes() {
    return used.get();
  }

  /// The response to a request for which there is no memory.
  Response overloaded() {
    return Response.error(503, "overloaded: max_connection_bytes=" + maxBytes)
        .with("Retry-After", "1");
  }

  private boolean take(long bytes, Account taker, boolean isAnswering) {
    long limit = isAnswering ? maxBytes + maxBytes / 4 : maxBytes;
    while (true) {
      long before = used.get();
      if (before + bytes - evicted.get() > limit) {
        if (!evictWorst(taker)) {
          return false;
        }
      } else if (used.compareAndSet(before, before + bytes)) {
        return true;
      }
    }
  }

  private synchronized boolean evictWorst(Account taker) {
    long notYetFree = evicted.get();
    if (notYetFree >= maxBytes / 2) {
      return false;
    }
    Account worst = worstBut(taker);
    if (worst == null || (notYetFree > 0 && notYetFree + worst.bytes > maxBytes / 2)) {
      return false;
    }
    worst.evict();
    return true;
  }

  private @Nullable Account worstBut(Account taker) {
    long now = System.nanoTime();
    Account worst = null;
    double max = 0;
    for (Account account : accounts) {
      double burden = (double) account.bytes * (now - account.sinceNanos);
      if (account != taker && account.evictedBytes == 0 && burden > max) {
        worst = account;
        max = burden;
      }
    }
    return worst;
  }

  /// The memory of one connection. All methods must be called on its event loop.
  final class Account {
    private final Runnable closer;
    private volatile long bytes;

    /// When the connection last made progress with the work that needs the memory.
    private volatile long sinceNanos = System.nanoTime();

    /// Written under the monitor of the ConnectionMemory, and read by the event loop when the
    /// account is closed.
    private volatile long evictedBytes;

    /// The memory that the connection holds until it is closed.
    private long fixedBytes;

    /// The number of users that may hold memory after the connection is closed.
    private int users;

    private boolean isClosed;

    private Account(Runnable closer) {
      this.closer = closer;
    }

    /// Adds memory that the connection holds until it is closed.
    ///
    /// @return false if there is not so much: the connection has to be closed
    boolean addFixed(long moreBytes) {
      fixedBytes += moreBytes;
      return update(0, false);
    }

    /// Sets the other memory that the connection holds now.
    ///
    /// @param isAnswering whether a request is being answered
    /// @return false if there is not so much: the connection has to be closed
    boolean update(long nowBytes, boolean isAnswering) {
      long counted = Math.clamp(fixedBytes + nowBytes - FREE_BYTES, 0, maxBytes / 2);
      long before = bytes;
      if (counted == before || isClosed) {
        return true;
      }
      if (counted > before && !isGranted(counted - before, isAnswering)) {
        return false;
      }
      if (counted < before) {
        used.addAndGet(counted - before);
      }
      bytes = counted;
      return true;
    }

    /// Called when the client has read or sent something.
    void renew() {
      sinceNanos = System.nanoTime();
    }

    /// Keeps the account open until [#release], even if the connection is closed before.
    void keep() {
      users++;
    }

    /// Must be called once for each [#keep].
    void release() {
      if (--users == 0 && isClosed) {
        free();
      }
    }

    /// Called when the connection is closed.
    void close() {
      if (isClosed) {
        return;
      }
      isClosed = true;
      if (users == 0) {
        free();
      }
    }

    private void free() {
      accounts.remove(this);
      used.addAndGet(-bytes);
      synchronized (ConnectionMemory.this) {
        evicted.addAndGet(-evictedBytes);
        bytes = 0;
        evictedBytes = 0;
      }
    }

    private boolean isGranted(long more, boolean isAnswering) {
      if (evictedBytes == 0 && take(more, this, isAnswering)) {
        return true;
      }
      refusals.refused(REASON);
      return false;
    }

    private void evict() {
      evictedBytes = bytes;
      evicted.addAndGet(evictedBytes);
      refusals.refused(REASON);
      closer.run();
    }
  }
}
