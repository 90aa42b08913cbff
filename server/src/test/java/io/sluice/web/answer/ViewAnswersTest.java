package io.sluice.web.answer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.http.Response;
import io.sluice.model.GroupingKey;
import io.sluice.store.Pushing;
import io.sluice.store.StoreView;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ViewAnswersTest {
  private static final byte[] CHUNK = {'x'};

  private final Pushing pushing = new Pushing();
  private final AtomicLong nanos = new AtomicLong(-1);
  private final AtomicInteger closed = new AtomicInteger();
  private final ViewAnswers answers;

  ViewAnswersTest() {
    long viewBytes = nextView().heapBytes();
    assertThat(viewBytes).isPositive();
    answers = new ViewAnswers(2 * viewBytes + viewBytes / 2, nanos::get);
  }

  private StoreView nextView() {
    pushing.put(GroupingKey.of("job", "j"), "m{a=\"" + "x".repeat(10_000) + "\"} 1\n");
    return pushing.store().view();
  }

  private Response.Chunks begin(StoreView view) {
    return answers.of(
        view,
        new Response.Chunks() {
          @Override
          public byte @Nullable [] next() {
            return CHUNK;
          }

          @Override
          public long retainedBytes() {
            return 7;
          }

          @Override
          public void close() {
            closed.incrementAndGet();
          }
        });
  }

  private void pass(long time) {
    nanos.addAndGet(time);
  }

  private static void assertCut(Response.Chunks answer) {
    assertThat(answer.retainedBytes()).isZero();
    assertThatThrownBy(answer::next).isInstanceOf(CancellationException.class);
  }

  @Test
  void of_manyUnreadViews_cutsTheLongestUnread() {
    Response.Chunks first = begin(nextView());
    pass(1);
    Response.Chunks second = begin(nextView());
    pass(1);
    Response.Chunks third = begin(nextView());
    pass(1);
    first.next();
    pass(ViewAnswers.UNREAD_NANOS);

    Response.Chunks fourth = begin(nextView());
    assertCut(second);
    for (Response.Chunks answer : new Response.Chunks[] {first, third, fourth}) {
      assertThat(answer.next()).isEqualTo(CHUNK);
      assertThat(answer.retainedBytes()).isEqualTo(7);
    }
    second.close();
    assertThat(closed).hasValue(0);
    first.close();
    assertThat(closed).hasValue(1);
  }

  /// A connection keeps a cancelled answer until the client has disconnected.
  @Test
  void cutAnswer_releasesItsView() {
    var view = new WeakReference<>(nextView());
    Response.Chunks answer = begin(requireNonNull(view.get()));
    pass(ViewAnswers.UNREAD_NANOS);
    begin(nextView());
    begin(nextView());
    begin(nextView());

    System.gc();
    assertThat(view.get()).isNull();
    assertCut(answer);
  }

  // Would catch a sort by times that change during it.
  @Test
  void of_answersThatAreReadMeanwhile_beginsOthers() throws Exception {
    List<Response.Chunks> readers = new ArrayList<>();
    for (int view = 0; view < 4; view++) {
      StoreView shared = nextView();
      for (int i = 0; i < 50; i++) {
        readers.add(begin(shared));
      }
    }
    StoreView present = nextView();
    var isOver = new AtomicBoolean();
    try (var reading = Executors.newSingleThreadExecutor()) {
      Future<?> read =
          reading.submit(
              () -> {
                while (!isOver.get()) {
                  Collections.shuffle(readers);
                  readers.forEach(
                      reader -> {
                        pass(1);
                        reader.next();
                      });
                }
              });
      try {
        for (int i = 0; i < 2_000; i++) {
          begin(present).close();
        }
      } finally {
        isOver.set(true);
      }
      read.get();
    }
  }

  @Test
  void of_oneViewForMany_isCountedOnceAndIsNotCutWhilePresent() {
    StoreView view = nextView();
    Response.Chunks[] readers = new Response.Chunks[50];
    for (int i = 0; i < readers.length; i++) {
      readers[i] = begin(view);
    }
    pass(100 * ViewAnswers.UNREAD_NANOS);
    begin(view);
    begin(nextView());
    begin(nextView());

    for (Response.Chunks reader : readers) {
      assertThat(reader.next()).isEqualTo(CHUNK);
    }
  }

  @Test
  void of_readersThatKeepReading_areNotCutUntilTheyTakeTooLong() {
    Response.Chunks[] readers = {begin(nextView()), begin(nextView()), begin(nextView())};
    for (long time = 0; time < ViewAnswers.LONGEST_NANOS - 1; time += ViewAnswers.UNREAD_NANOS) {
      pass(ViewAnswers.UNREAD_NANOS - 1);
      begin(nextView()).close();
      for (Response.Chunks reader : readers) {
        assertThat(reader.next()).isEqualTo(CHUNK);
      }
    }
    pass(ViewAnswers.LONGEST_NANOS);
    begin(nextView());

    assertThat(readers).filteredOn(reader -> reader.retainedBytes() == 0).hasSize(1);
  }

  @Test
  void of_closedAnswers_doNotCount() {
    for (int i = 0; i < 10; i++) {
      begin(nextView()).close();
    }
    Response.Chunks first = begin(nextView());
    Response.Chunks second = begin(nextView());
    pass(ViewAnswers.UNREAD_NANOS);
    begin(nextView());

    assertThat(first.next()).isEqualTo(CHUNK);
    assertThat(second.next()).isEqualTo(CHUNK);
  }
}
