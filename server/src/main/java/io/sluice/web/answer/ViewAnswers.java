package io.sluice.web.answer;

import static java.util.Objects.requireNonNull;

import io.sluice.http.Response;
import io.sluice.store.StoreView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The responses in progress that are generated from views of the state.
///
/// A view keeps the stored pages that pushes have replaced since it was taken. Clients that do not
/// read their scrapes could thus make the gateway keep many versions of its state. The memory of
/// all views other than the current one is therefore bounded. The bound is checked when a response
/// begins: above it, responses that have not been read for some seconds, or that take too long, are
/// cancelled, the longest unread first. Above twice the bound, any response can be cancelled.
public final class ViewAnswers {
  static final long UNREAD_NANOS = TimeUnit.SECONDS.toNanos(5);
  static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  /// Above this multiple of the bound, any response can be cancelled.
  private static final int URGENT = 2;

  private final long maxBytes;
  private final LongSupplier nanos;
  private final Set<Answer> open = ConcurrentHashMap.newKeySet();

  /// @param maxBytes the bound on the memory that the views of all responses keep
  /// @param nanos a monotonic clock
  public ViewAnswers(long maxBytes, LongSupplier nanos) {
    this.maxBytes = maxBytes;
    this.nanos = nanos;
  }

  /// Registers a response that is generated from a view.
  ///
  /// @param view the current view
  public Response.Chunks of(StoreView view, Response.Chunks chunks) {
    makeRoom(view);
    var answer = new Answer(view, chunks);
    open.add(answer);
    return answer;
  }

  private synchronized void makeRoom(StoreView present) {
    var holders = new IdentityHashMap<StoreView, Integer>();
    List<Candidate> others = new ArrayList<>();
    long bytes = 0;
    for (Answer answer : open) {
      if (answer.view() != present) {
        others.add(new Candidate(answer, answer.readNanos));
        if (holders.merge(answer.view(), 1, Integer::sum) == 1) {
          bytes += answer.viewBytes;
        }
      }
    }
    if (bytes > maxBytes) {
      others.sort(Comparator.comparingLong(Candidate::readNanos));
      cancel(others, holders, bytes);
    }
  }

  private void cancel(
      List<Candidate> candidates, Map<StoreView, Integer> holders, long retainedBytes) {
    long bytes = retainedBytes;
    long now = nanos.getAsLong();
    for (Candidate candidate : candidates) {
      if (bytes <= maxBytes) {
        return;
      }
      Answer answer = candidate.answer;
      if (answer.isSlow(now) || bytes > URGENT * maxBytes) {
        StoreView view = answer.view();
        answer.cancel();
        if (holders.merge(view, -1, Integer::sum) == 0) {
          bytes -= answer.viewBytes;
        }
      }
    }
  }

  /// A response that may be cancelled.
  ///
  /// @param readNanos when it was last read; a copy, because the client may read while candidates
  ///   are sorted
  private record Candidate(Answer answer, long readNanos) {}

  private final class Answer implements Response.Chunks {
    private final long viewBytes;
    private final long beginNanos = nanos.getAsLong();
    private volatile long readNanos = beginNanos;
    private volatile @Nullable StoreView view;
    private volatile Response.@Nullable Chunks chunks;

    Answer(StoreView view, Response.Chunks chunks) {
      this.view = view;
      this.viewBytes = view.heapBytes();
      this.chunks = chunks;
    }

    /// The view of a response that has not been cancelled.
    StoreView view() {
      return requireNonNull(view);
    }

    boolean isSlow(long now) {
      return now - readNanos >= UNREAD_NANOS || now - beginNanos >= LONGEST_NANOS;
    }

    /// Releases the view. The chunks are not closed, because a worker may be in [#next]; their
    /// memory is left to the garbage collector.
    void cancel() {
      open.remove(this);
      view = null;
      chunks = null;
    }

    @Override
    public byte @Nullable [] next() {
      Response.Chunks rest = chunks;
      if (rest == null) {
        throw new CancellationException("the client reads too slowly, and memory is needed");
      }
      readNanos = nanos.getAsLong();
      return rest.next();
    }

    @Override
    public long retainedBytes() {
      Response.Chunks rest = chunks;
      return rest == null ? 0 : rest.retainedBytes();
    }

    @Override
    public void close() {
      open.remove(this);
      Response.Chunks rest = chunks;
      if (rest != null) {
        rest.close();
      }
    }
  }
}
