package io.sluice.http.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Header;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.http.Sender;
import io.sluice.http.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BodyDecompressionTest {
  private static final int MAX_BYTES = 1000;
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final List<String> refused = new ArrayList<>();
  private final BodyDecompression unpacking =
      new BodyDecompression(MAX_BYTES, tasks::add, refused::add);

  /// The later answer of the handler.
  private final CompletableFuture<Response> answer = new CompletableFuture<>();

  private @Nullable Request seen;

  private CompletableFuture<Response> handle(@Nullable String encoding, byte[] body) {
    List<Header> headers =
        encoding == null ? List.of() : List.of(new Header("Content-Encoding", encoding));
    var request =
        new Request(
            "PUT", new Target("/", "/", "/", null), headers, body, 0, new Sender(PEER, null));
    return unpacking
        .handle(
            request,
            unpacked -> {
              seen = unpacked;
              return answer;
            })
        .toCompletableFuture();
  }

  private static byte[] gzip(int bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(new byte[bytes]);
    }
    return out.toByteArray();
  }

  private static int status(CompletableFuture<Response> response) {
    return response.join().status();
  }

  // Would catch a body that is decompressed on the event loop and blocks all its other clients.
  @Test
  void handle_compressed_isLeftToTheExecutor() throws IOException {
    CompletableFuture<Response> response = handle("GZip", gzip(500));
    assertThat(seen).isNull();
    assertThat(tasks).hasSize(1);

    tasks.remove().run();
    assertThat(seen).isNotNull().extracting(request -> request.body().length).isEqualTo(500);
    answer.complete(Response.empty(202));
    assertThat(status(response)).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "br", ""})
  void handle_anythingElse_isHandledAtOnce(String encoding) {
    assertThat(handle(encoding, new byte[5])).isNotDone();
    assertThat(seen).isNotNull();
    assertThat(tasks).isEmpty();
  }

  @Test
  void handle_unfoldsTooFar_is413AndCounted() throws IOException {
    CompletableFuture<Response> response = handle("gzip", gzip(MAX_BYTES + 1));
    tasks.remove().run();

    assertThat(status(response)).isEqualTo(413);
    assertThat(refused).containsExactly("decoded_body_bytes");
    assertThat(seen).isNull();
  }

  @Test
  void handle_broken_is400AndNotCounted() {
    CompletableFuture<Response> response = handle("gzip", new byte[3]);
    tasks.remove().run();

    assertThat(status(response)).isEqualTo(400);
    assertThat(refused).isEmpty();
  }

  // The memory of requests in progress is bounded, and all of it is released.
  @Test
  void handle_moreThanMayBeInWork_is503UntilTheOthersAreAnswered() throws IOException {
    CompletableFuture<Response> first = handle("gzip", gzip(600));
    tasks.remove().run();
    CompletableFuture<Response> second = handle("gzip", gzip(600));
    tasks.remove().run();

    assertThat(status(second)).isEqualTo(503);
    assertThat(refused).containsExactly("inflight_decoded_bytes");
    answer.complete(Response.empty(200));
    assertThat(status(first)).isEqualTo(200);
    for (int i = 0; i < 3; i++) {
      CompletableFuture<Response> later = handle("gzip", gzip(MAX_BYTES));
      tasks.remove().run();
      assertThat(status(later)).isEqualTo(200);
    }
  }

  @Test
  void handle_handlerFails_givesTheBytesBack() throws IOException {
    answer.completeExceptionally(new IllegalStateException("on purpose"));
    for (int i = 0; i < 3; i++) {
      CompletableFuture<Response> response = handle("gzip", gzip(MAX_BYTES));
      tasks.remove().run();
      assertThat(response).isCompletedExceptionally();
    }
    assertThat(refused).isEmpty();
  }
}
