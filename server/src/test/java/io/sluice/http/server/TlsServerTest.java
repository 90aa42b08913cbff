package io.sluice.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.sluice.Awaiting;
import io.sluice.http.HttpLimits;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.http.TlsSource;
import io.sluice.http.listen.Transport;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/// HTTP/1.1 and HTTP/2 over TLS, with the JDK's client.
@Timeout(60)
final class TlsServerTest {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GO_AWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;
  private static final int END_HEADERS = 4;
  private static final int END_STREAM_AND_HEADERS = 5;
  private static final byte[] CANCEL = {0, 0, 0, 8};

  /// SETTINGS_INITIAL_WINDOW_SIZE is 0.
  private static final byte[] NO_WINDOW = {0, 4, 0, 0, 0, 0};

  private static final byte[] ONE_BYTE_MORE = {0, 0, 0, 1};

  /// HPACK: `:method GET`, `:scheme https`, `:path /`, `:authority x`.
  private static final byte[] GET_ROOT = {(byte) 0x82, (byte) 0x87, (byte) 0x84, 0x01, 1, 'x'};

  private static final byte[] POST_ROOT = {(byte) 0x83, (byte) 0x87, (byte) 0x84, 0x01, 1, 'x'};

  private static final byte[] GET_SLOW = {
    (byte) 0x82, (byte) 0x87, 0x04, 5, '/', 's', 'l', 'o', 'w', 0x01, 1, 'x'
  };

  private static final byte[] GET_LONG = {
    (byte) 0x82, (byte) 0x87, 0x04, 5, '/', 'l', 'o', 'n', 'g', 0x01, 1, 'x'
  };

  private final AtomicReference<TlsSource> source = new AtomicReference<>();
  private EchoServer server;
  private SSLContext trusting;

  @BeforeEach
  void start() throws Exception {
    SslContext context = context(true);
    source.set(() -> context);
    server = new EchoServer(Transport.best(), EchoServer.LIMITS, () -> source.get().context());
    trusting = trusting();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void request_clientOffersHttp2_isAnsweredByHttp2() throws Exception {
    HttpResponse<String> answer = put(client(HttpClient.Version.HTTP_2), "/a?b", "abc");

    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("PUT /a b abc");
    assertThat(answer.headers().firstValue("date")).isPresent();
    Request seen = server.seen.get(10, TimeUnit.SECONDS);
    assertThat(seen.sender().tls()).isNotNull();
    assertThat(seen.clientCertificates()).isEmpty();
    assertThat(seen.header("Host")).isEqualTo("localhost:" + server.address().getPort());
  }

  @Test
  void request_clientKnowsHttp1Only_isAnsweredByHttp1() throws Exception {
    HttpResponse<String> answer = put(client(HttpClient.Version.HTTP_1_1), "/a", "abc");

    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(answer.body()).isEqualTo("PUT /a null abc");
  }

  @Test
  void request_http2NotOffered_isAnsweredByHttp1() throws Exception {
    SslContext without = context(false);
    source.set(() -> without);

    assertThat(put(client(HttpClient.Version.HTTP_2), "/a", "abc").version())
        .isEqualTo(HttpClient.Version.HTTP_1_1);
  }

  @Test
  void handshake_contextRefused_failsAndLaterOnesSucceed() throws Exception {
    TlsSource good = source.get();
    source.set(
        () -> {
          throw new IOException("on purpose");
        });

    assertThatThrownBy(() -> put(client(HttpClient.Version.HTTP_2), "/a", ""))
        .isInstanceOf(IOException.class);
    source.set(good);
    assertThat(put(client(HttpClient.Version.HTTP_2), "/a", "").statusCode()).isEqualTo(200);
  }

  @Test
  void head_ofManyFieldsByHttp2_is431() throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri("/a"));
    for (int i = 0; i < 256; i++) {
      request.header("x" + i, "");
    }

    HttpResponse<String> answer =
        client(HttpClient.Version.HTTP_2).send(request.build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(431);
    assertThat(server.refusals).containsEntry("head_bytes", 1);
  }

  /// A connection that says nothing, or half a record, must not stay for ever.
  @Test
  void handshake_neverBegunOrFinished_isClosedWhenTimeIsUp() throws Exception {
    server.close();
    server =
        new EchoServer(
            Transport.best(),
            new HttpLimits(
                64 * 1024,
                100_000,
                1_000_000,
                1_000,
                1_000,
                1_000_000,
                64 << 20,
                Duration.ofMillis(500),
                Duration.ofMinutes(5)),
            () -> source.get().context());
    for (byte[] start : new byte[][] {{}, {22, 3, 1}, {22, 3, 1, 64, 0, 1, 0, 63, (byte) 252}}) {
      try (var client = new RawClient(server.address())) {
        client.out().write(start);
        assertThat(client.in().readAllBytes()).isEmpty();
      }
    }
  }

  /// Each SETTINGS frame has to be acknowledged, and each PING. The client reads nothing of it.
  @Test
  void settingsAndPings_whoseAnswersAreNotRead_areNotGathered() throws Exception {
    byte[] settings = frame(SETTINGS, 0, 0, NO_WINDOW);
    byte[] ping = frame(PING, 0, 0, new byte[8]);
    try (SSLSocket socket = http2Socket()) {
      socket.setSoTimeout(10_000);
      var done = new CompletableFuture<Void>();
      Thread.startVirtualThread(
          () -> {
            try {
              OutputStream out = socket.getOutputStream();
              for (int i = 0; i < 500_000; i++) {
                out.write(i % 2 == 0 ? settings : ping);
              }
            } catch (IOException _) {
              // closed, or not read from any more
            } finally {
              done.complete(null);
            }
          });
      for (int i = 0; i < 20; i++) {
        assertThat(put(client(HttpClient.Version.HTTP_2), "/a", "x").statusCode()).isEqualTo(200);
      }
      assertThat(server.server.usedBytes()).isLessThan(4_000_000);
    }
    assertThat(put(client(HttpClient.Version.HTTP_2), "/a", "x").statusCode()).isEqualTo(200);
  }

  /// Streams whose bodies begin and never end hold what has come of them, up to the limit.
  @Test
  void bodies_neverEndedOnManyStreams_areBoundedAndOthersServed() throws Exception {
    var sockets = new ArrayList<SSLSocket>();
    try {
      for (int connection = 0; connection < 4; connection++) {
        SSLSocket socket = http2Socket();
        sockets.add(socket);
        OutputStream out = socket.getOutputStream();
        for (int stream = 1; stream < 200; stream += 2) {
          out.write(frame(HEADERS, END_HEADERS, stream, POST_ROOT));
          out.write(frame(DATA, 0, stream, new byte[500]));
        }
        out.flush();
        assertThat(get("/a").statusCode()).isEqualTo(200);
      }
    } finally {
      for (SSLSocket socket : sockets) {
        socket.close();
      }
    }
    // All that they held comes back.
    Awaiting.until(() -> server.server.usedBytes() < 100_000);
    assertThat(put(client(HttpClient.Version.HTTP_2), "/a", "a".repeat(90_000)).statusCode())
        .isEqualTo(200);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client(HttpClient.Version.HTTP_2)
        .send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  /// A client that is gone without a word is nothing that the log has to tell.
  @Test
  void connection_resetByTheClient_leavesNoWarning() throws Exception {
    var logged = new ListAppender<ILoggingEvent>();
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    logged.start();
    root.addAppender(logged);
    try {
      for (int i = 0; i < 20; i++) {
        try (var plain = new Socket("localhost", server.address().getPort())) {
          OutputStream out = http2Socket(plain).getOutputStream();
          out.write(frame(HEADERS, END_STREAM_AND_HEADERS, 1, GET_LONG));
          out.flush();
          plain.setSoLinger(true, 0); // so that closing it is a reset
        }
      }
      Awaiting.until(() -> server.server.usedBytes() == 0);
      assertThat(logged.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
    } finally {
      root.detachAppender(logged);
    }
  }

  /// Each stream keeps an answer that may not be sent.
  @Test
  void answers_windowsNeverOpened_areBoundedForAllConnections() throws Exception {
    int memory = 4_000_000;
    server.close();
    server =
        new EchoServer(
            Transport.best(),
            new HttpLimits(
                64 * 1024,
                100_000,
                1_000_000,
                1_000,
                1_000,
                1_000_000,
                memory,
                Duration.ofMinutes(5),
                Duration.ofMinutes(5)),
            () -> source.get().context());
    var sockets = new ArrayList<SSLSocket>();
    try {
      for (int i = 0; i < 20; i++) {
        SSLSocket socket = http2Socket();
        sockets.add(socket);
        sendUnreadable(socket, i % 2 == 0 ? GET_LONG : GET_ROOT);
        assertThat(put(client(HttpClient.Version.HTTP_2), "/a", "x").statusCode()).isEqualTo(200);
        assertThat(server.server.usedBytes()).isLessThanOrEqualTo(memory * 7L / 4);
      }
      assertThat(server.firstRefusal.get(30, TimeUnit.SECONDS)).isEqualTo("connection_bytes");
    } finally {
      for (SSLSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private static void sendUnreadable(SSLSocket socket, byte[] request) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(frame(SETTINGS, 0, 0, NO_WINDOW));
      for (int stream = 1; stream < 500; stream += 2) {
        out.write(frame(HEADERS, END_STREAM_AND_HEADERS, stream, request));
      }
      out.flush();
    } catch (IOException _) {
      // closed already, which is what it is about
    }
  }

  @Test
  void plainHttp_onTlsPort_isToldSo() throws IOException {
    assertThat(RawClient.exchange(server.address(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
        .isEqualTo(
            "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n");
  }

  @Test
  void answer_chunksByHttp2_arriveWhole() throws Exception {
    HttpResponse<InputStream> answer =
        client(HttpClient.Version.HTTP_2)
            .send(HttpRequest.newBuilder(uri("/long")).build(), BodyHandlers.ofInputStream());
    long length;
    try (InputStream body = answer.body()) {
      length = body.transferTo(OutputStream.nullOutputStream());
    }

    assertThat(length).isEqualTo((long) EchoServer.LONG_CHUNKS * EchoServer.LONG_CHUNK_BYTES);
  }

  @Test
  void liveBody_byHttp2_arrivesAsItIsSaidAndIsClosedWithTheStream() throws Exception {
    HttpResponse<InputStream> answer =
        client(HttpClient.Version.HTTP_2)
            .send(HttpRequest.newBuilder(uri("/live")).build(), BodyHandlers.ofInputStream());
    server.live.started.get(30, TimeUnit.SECONDS);
    try (InputStream body = answer.body()) {
      for (String said : new String[] {"one", "two"}) {
        server.live.say(said);
        assertThat(new String(body.readNBytes(3), StandardCharsets.US_ASCII)).isEqualTo(said);
      }
    }

    server.live.closed.get(30, TimeUnit.SECONDS);
  }

  @Test
  void answer_chunksFailByHttp2_resetsTheStreamOnly() throws Exception {
    HttpClient client = client(HttpClient.Version.HTTP_2);

    assertThatThrownBy(
            () ->
                client.send(
                    HttpRequest.newBuilder(uri("/broken")).build(), BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
    assertThat(put(client, "/a", "x").statusCode()).isEqualTo(200);
  }

  @Test
  void body_tooLargeByHttp2_is413() throws Exception {
    HttpResponse<String> answer = put(client(HttpClient.Version.HTTP_2), "/a", "a".repeat(100_001));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).isEqualTo("request body too large: max_bytes=100000\n");
    assertThat(server.refusals).containsEntry("body_bytes", 1);
  }

  @Test
  void streams_manyAtOnce_areAllAnswered() throws Exception {
    HttpClient client = client(HttpClient.Version.HTTP_2);
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 200; i++) {
      answers.add(
          client.sendAsync(
              HttpRequest.newBuilder(uri("/later"))
                  .POST(BodyPublishers.ofString(Integer.toString(i)))
                  .build(),
              BodyHandlers.ofString()));
    }

    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).get(30, TimeUnit.SECONDS).body())
          .isEqualTo("POST /later null " + i);
    }
  }

  /// A stream that is opened and reset costs the client nothing and the server a request: the
  /// connection is to end long before a thousand of them.
  @Test
  void rapidReset_manyStreams_endsTheConnectionAndServesOn() throws Exception {
    try (SSLSocket socket = http2Socket()) {
      OutputStream out = socket.getOutputStream();
      try {
        for (int stream = 1; stream < 2000; stream += 2) {
          out.write(frame(HEADERS, END_STREAM_AND_HEADERS, stream, GET_ROOT));
          out.write(frame(RST_STREAM, 0, stream, CANCEL));
        }
        out.flush();
      } catch (IOException _) {
        // ended before all were sent, as it should be
      }

      try {
        assertThat(lastGoAwayError(socket)).isEqualTo(Http2Error.ENHANCE_YOUR_CALM.code());
      } catch (SocketException _) {
        // what was still being written met a closed connection, and the reset overtook the reason
      }
    }
    assertThat(put(client(HttpClient.Version.HTTP_2), "/a", "x").statusCode()).isEqualTo(200);
  }

  /// A window of no bytes must stop the making of chunks, not gather them in memory.
  @Test
  void longAnswer_windowNeverOpened_isMadeOnlyInPart() throws Exception {
    try (SSLSocket socket = http2Socket()) {
      OutputStream out = socket.getOutputStream();
      out.write(frame(SETTINGS, 0, 0, NO_WINDOW));
      out.write(frame(HEADERS, END_STREAM_AND_HEADERS, 1, GET_LONG));
      out.flush();
      var in = new DataInputStream(socket.getInputStream());
      assertThat(next(in, HEADERS)).isNotNull();
      assertThat(put(client(HttpClient.Version.HTTP_2), "/a", "x").statusCode()).isEqualTo(200);

      assertThat(server.longBytes.get()).isLessThan(1 << 20);
    }
  }

  /// Whatever ends a stream, its chunks are closed.
  @Test
  void longAnswer_streamReset_closesTheChunks() throws Exception {
    var chunks = new CountedChunks(1_000_000, false);
    server.slow.complete(new Response(200, List.of(), chunks));
    try (SSLSocket socket = http2Socket()) {
      askForTheSlowAnswer(socket);
      OutputStream out = socket.getOutputStream();
      out.write(frame(RST_STREAM, 0, 1, CANCEL));
      out.flush();
      chunks.closed.get(60, TimeUnit.SECONDS);
    }
    assertThat(chunks.misused).isNotCompletedExceptionally();
  }

  @Test
  void longAnswer_connectionGone_closesTheChunks() throws Exception {
    var chunks = new CountedChunks(1_000_000, false);
    server.slow.complete(new Response(200, List.of(), chunks));
    try (SSLSocket socket = http2Socket()) {
      askForTheSlowAnswer(socket);
    }
    chunks.closed.get(60, TimeUnit.SECONDS);
    assertThat(chunks.misused).isNotCompletedExceptionally();
  }

  /// Leaves no window for the body, and waits for the head of the answer.
  private static void askForTheSlowAnswer(SSLSocket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(frame(SETTINGS, 0, 0, NO_WINDOW));
    out.write(frame(HEADERS, END_STREAM_AND_HEADERS, 1, GET_SLOW));
    out.flush();
    assertThat(next(new DataInputStream(socket.getInputStream()), HEADERS)).isNotNull();
  }

  /// A server over TLS, for other tests.
  static EchoServer serve(HttpLimits limits) throws IOException {
    SslContext context = context(true);
    return new EchoServer(Transport.best(), limits, () -> context);
  }

  /// A client who takes no bytes and asks for many answers: all of it must be bounded, and end with
  /// the idle time.
  @Test
  void windows_neverOpened_endWithTheIdleTimeAndAreCounted() throws Exception {
    server.close();
    server =
        serve(
            new HttpLimits(
                64 * 1024,
                100_000,
                1_000_000,
                1_000,
                1_000,
                1_000_000,
                64 << 20,
                Duration.ofMinutes(1),
                Duration.ofMillis(500)));
    try (SSLSocket socket = http2Socket()) {
      OutputStream out = socket.getOutputStream();
      out.write(frame(SETTINGS, 0, 0, NO_WINDOW));
      for (int stream = 1; stream < 200; stream += 2) {
        out.write(frame(HEADERS, END_STREAM_AND_HEADERS, stream, GET_LONG));
      }
      out.flush();

      assertThat(server.firstRefusal.get(30, TimeUnit.SECONDS)).isEqualTo("idle_time");
      assertThat(server.longBytes.get()).isLessThan(100L << 20);
    }
    assertThat(put(client(HttpClient.Version.HTTP_2), "/a", "x").statusCode()).isEqualTo(200);
  }

  /// Windows beyond what a number holds: a flow-control error, not an overflow.
  @Test
  void window_openedTooFar_endsTheConnectionAndServesOn() throws Exception {
    try (SSLSocket socket = http2Socket()) {
      OutputStream out = socket.getOutputStream();
      byte[] maxIncrement = ByteBuffer.allocate(Integer.BYTES).putInt(Integer.MAX_VALUE).array();
      out.write(frame(WINDOW_UPDATE, 0, 0, maxIncrement));
      out.write(frame(WINDOW_UPDATE, 0, 0, maxIncrement));
      out.flush();

      assertThat(lastGoAwayError(socket)).isEqualTo(Http2Error.FLOW_CONTROL_ERROR.code());
    }
    assertThat(put(client(HttpClient.Version.HTTP_2), "/a", "x").statusCode()).isEqualTo(200);
  }

  @Test
  void emptyDataFrames_withoutEnd_endTheConnectionAndServesOn() throws Exception {
    try (SSLSocket socket = http2Socket()) {
      OutputStream out = socket.getOutputStream();
      try {
        out.write(frame(HEADERS, END_HEADERS, 1, POST_ROOT));
        for (int i = 0; i < 10_000; i++) {
          out.write(frame(DATA, 0, 1, new byte[0]));
        }
        out.flush();
      } catch (IOException _) {
        // ended before all were sent, as it should be
      }

      assertThat(lastGoAwayError(socket)).isEqualTo(Http2Error.ENHANCE_YOUR_CALM.code());
    }
    assertThat(put(client(HttpClient.Version.HTTP_2), "/a", "x").statusCode()).isEqualTo(200);
  }

  /// A header block that goes on for ever, a byte at a time.
  @Test
  void continuations_withoutEnd_endTheConnectionAndServesOn() throws Exception {
    try (SSLSocket socket = http2Socket()) {
      OutputStream out = socket.getOutputStream();
      try {
        out.write(frame(HEADERS, 0, 1, GET_ROOT));
        for (int i = 0; i < 100_000; i++) {
          out.write(frame(CONTINUATION, 0, 1, new byte[0]));
        }
        out.flush();
      } catch (IOException _) {
        // ended before all were sent, as it should be
      }

      assertThat(lastGoAwayError(socket)).isEqualTo(Http2Error.ENHANCE_YOUR_CALM.code());
    }
    assertThat(put(client(HttpClient.Version.HTTP_2), "/a", "x").statusCode()).isEqualTo(200);
  }

  @Test
  void pings_flood_isAnsweredOrEndedAndServesOn() throws Exception {
    try (SSLSocket socket = http2Socket()) {
      OutputStream out = socket.getOutputStream();
      try {
        for (int i = 0; i < 50_000; i++) {
          out.write(frame(PING, 0, 0, new byte[Long.BYTES]));
        }
        out.flush();
      } catch (IOException _) {
        // ended before all were sent
      }
    }
    assertThat(put(client(HttpClient.Version.HTTP_2), "/a", "x").statusCode()).isEqualTo(200);
  }

  /// Closing at once would reset the connection under a client who still writes, and its answer
  /// would be lost. `/slow` is answered once the server is stopping.
  @Test
  void stop_clientStillWriting_getsItsLastAnswer() throws Exception {
    try (SSLSocket socket = http2Socket()) {
      OutputStream out = socket.getOutputStream();
      out.write(frame(HEADERS, END_STREAM_AND_HEADERS, 1, GET_SLOW));
      out.flush();
      assertThat(server.slowSeen.get(10, TimeUnit.SECONDS)).isNotNull();
      var in = new DataInputStream(socket.getInputStream());
      CompletableFuture<Void> stopped =
          CompletableFuture.runAsync(() -> server.server.stop(Duration.ofSeconds(30)));
      assertThat(next(in, GO_AWAY)).isNotNull();
      var isRead = new AtomicBoolean();
      CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> writeOn(out, isRead));
      server.slow.complete(Response.text(200, "last words"));

      assertThat(next(in, HEADERS)).isNotNull();
      assertThat(new String(next(in, DATA), StandardCharsets.US_ASCII)).isEqualTo("last words");
      isRead.set(true);
      writing.get(30, TimeUnit.SECONDS);
      stopped.get(60, TimeUnit.SECONDS);
    }
  }

  /// Frames that nobody answers.
  private static void writeOn(OutputStream out, AtomicBoolean isRead) {
    try {
      while (!isRead.get()) {
        out.write(frame(WINDOW_UPDATE, 0, 0, ONE_BYTE_MORE));
      }
    } catch (IOException _) {
      // The server has closed, which it may once the answer is out.
    }
  }

  private SSLSocket http2Socket() throws IOException {
    return http2Socket(new Socket("localhost", server.address().getPort()));
  }

  private SSLSocket http2Socket(Socket plain) throws IOException {
    var socket =
        (SSLSocket)
            trusting
                .getSocketFactory()
                .createSocket(plain, "localhost", server.address().getPort(), true);
    socket.setSoTimeout(10_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    OutputStream out = socket.getOutputStream();
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.write(frame(SETTINGS, 0, 0, new byte[0]));
    return socket;
  }

  private static long lastGoAwayError(SSLSocket socket) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    return ByteBuffer.wrap(next(in, GO_AWAY)).getInt(Integer.BYTES);
  }

  /// The payload of the next frame of a type.
  private static byte[] next(DataInputStream in, int type) throws IOException {
    while (true) {
      int lengthAndType = in.readInt();
      in.skipNBytes(1 + Integer.BYTES);
      byte[] payload = in.readNBytes(lengthAndType >>> 8);
      if ((lengthAndType & 0xff) == type) {
        return payload;
      }
    }
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  private HttpResponse<String> put(HttpClient client, String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(path)).PUT(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("https://localhost:" + server.address().getPort() + path);
  }

  private HttpClient client(HttpClient.Version version) {
    return HttpClient.newBuilder().version(version).sslContext(trusting).build();
  }

  private static SslContext context(boolean offersHttp2) throws IOException {
    try (InputStream certificate = resource("localhost.pem");
        InputStream key = resource("localhost.key")) {
      SslContextBuilder builder =
          SslContextBuilder.forServer(certificate, key)
              .trustManager(InsecureTrustManagerFactory.INSTANCE)
              .clientAuth(ClientAuth.OPTIONAL);
      return (offersHttp2 ? builder.applicationProtocolConfig(TlsSource.http2AndHttp1()) : builder)
          .build();
    }
  }

  private static SSLContext trusting() throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = resource("localhost.pem")) {
      Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
      store.setCertificateEntry("localhost", certificate);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(TlsServerTest.class.getResourceAsStream(name), name);
  }
}
