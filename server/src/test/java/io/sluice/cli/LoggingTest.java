package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.sluice.Awaiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.KeyValuePair;

class LoggingTest {
  private final LoggerContext context = new LoggerContext();

  @Test
  void write_logfmt_hasUpstreamsShape() {
    assertThat(logfmt(event("Listening on", "address", "[::]:9091", "count", 3, "on", true)))
        .isEqualTo(
            """
            ts=2026-05-27T15:00:00.120Z level=info caller=Push.java:105 msg="Listening on" address=[::]:9091 count=3 on=true
            """);
  }

  @Test
  void write_json_hasTheSameKeys() {
    var event = event("a \"b\"\n\u0001<é>", "n", 3, "x", 0.5, "nan", Double.NaN, "on", true);
    event.addKeyValuePair(new KeyValuePair("none", null));
    assertThat(new LogLines(LogFormat.JSON, false).write(event))
        .isEqualTo(
            """
            {"ts":"2026-05-27T15:00:00.120Z","level":"info","caller":"Push.java:105","msg":"a \\"b\\"\\n\\u0001<é>","n":3,"x":0.5,"nan":"NaN","on":true,"none":null}
            """);
  }

  @Test
  void write_debugging_namesTheMethod() {
    assertThat(new LogLines(LogFormat.LOGFMT, true).write(event("x")))
        .isEqualTo(
            """
            ts=2026-05-27T15:00:00.120Z level=info caller=Push.java(Push.handle):105 msg=x
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          plain      | plain
          ``         | ""
          a b        | "a b"
          a=b        | "a=b"
          a"b        | "a\\"b"
          a\\b       | a\\b
          `a b\\c`   | "a b\\\\c"
          é中        | é中
          <>&[]{}    | <>&[]{}
          """)
  void write_value_isQuotedWhereGoQuotes(String value, String written) {
    assertThat(logfmt(event("m", "k", value))).endsWith(" msg=m k=" + written + "\n");
  }

  /// Sent texts must not be able to forge log lines or control a terminal.
  @Test
  void write_controlCharacters_stayOnOneLine() {
    String nasty = "a\nlevel=error\r\t\u0000\u001b[31m\u0085\u2028\u202e\uDCFF\uD83D\uDE00\uFFFD";
    assertThat(logfmt(event("m", "k", nasty)))
        .endsWith(
            "k=\"a\\nlevel=error\\r\\t\\x00\\x1b[31m\\u0085\\u2028\\u202e\\xff\uD83D\uDE00\uFFFD\"\n");
    assertThat(logfmt(event("m", "a key", "v"))).endsWith(" \"a key\"=v\n");
  }

  @Test
  void write_reservedKeys_areRenamed() {
    assertThat(logfmt(event("m", "source", "1.2.3.4:5", "level", 1, "msg", 2)))
        .endsWith(" msg=m logged_source=1.2.3.4:5 logged_level=1 logged_msg=2\n");
  }

  @Test
  void write_durationAndNull_areWrittenAsInGo() {
    var event = event("m", "took", Duration.ofMinutes(5));
    event.addKeyValuePair(new KeyValuePair("none", null));
    assertThat(logfmt(event)).endsWith(" took=5m0s none=<nil>\n");
  }

  @Test
  void write_exception_becomesErr() {
    assertThat(logfmt(failure(new IOException("disk full")))).endsWith(" err=\"disk full\"\n");
    assertThat(logfmt(failure(new IOException()))).endsWith(" err=java.io.IOException\n");
    assertThat(logfmt(failure(new IllegalStateException("a=1"))))
        .endsWith(" err=\"java.lang.IllegalStateException: a=1\"\n");
    assertThat(logfmt(event("m", "err", new IOException("gone")))).endsWith(" err=gone\n");
  }

  @Test
  void write_exceptionWhileDebugging_bringsItsStackOnTheSameLine() {
    String line = new LogLines(LogFormat.LOGFMT, true).write(failure(new IOException("disk full")));
    assertThat(line)
        .contains(
            " err=\"disk full\" stack=\"java.io.IOException: disk full\\n\\tat io.sluice.cli.")
        .hasLineCount(1);
  }

  @Test
  void configure_level_holdsForTheGatewayAndWarnForLibraries() {
    var out = new ByteArrayOutputStream();
    try (var _ = Logging.configure(context, LogLevel.INFO, LogFormat.LOGFMT, out)) {
      context.getLogger("io.sluice.web").atInfo().addKeyValue("k", 1).log("ours {}", 2);
      context.getLogger("io.sluice.web").debug("too low");
      context.getLogger("io.netty").info("theirs");
      context.getLogger("io.netty").warn("their warning");
    }
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .matches("ts=\\S+Z level=info caller=LoggingTest.java:\\d+ msg=\"ours 2\" k=1"),
            line -> assertThat(line).contains("level=warn").contains("msg=\"their warning\""));
  }

  /// Catches a gateway that blocks because its stderr is not read.
  @Test
  @Timeout(30)
  void append_stderrStuck_dropsLinesAndSaysSoLater() throws InterruptedException {
    var out = new StuckStream();
    var logging = Logging.configure(context, LogLevel.INFO, LogFormat.LOGFMT, out);
    var logger = context.getLogger("io.sluice");
    logger.info("first");
    out.reached.await();
    for (int i = 0; i < 5000; i++) {
      logger.info("line {}", i);
    }
    out.released.countDown();
    Awaiting.until(() -> out.text().contains("line 4095"));
    logger.info("last");
    logging.close();
    assertThat(out.text().lines().toList().reversed())
        .satisfies(
            lines -> {
              assertThat(lines.get(0)).contains("msg=last");
              assertThat(lines.get(1)).contains("level=warn", "count=904");
            });
  }

  private static final class StuckStream extends OutputStream {
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      reached.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      written.write(bytes, offset, length);
    }

    String text() {
      return written.toString(StandardCharsets.UTF_8);
    }
  }

  private static String logfmt(LoggingEvent event) {
    return new LogLines(LogFormat.LOGFMT, false).write(event);
  }

  private LoggingEvent event(String message, Object... pairs) {
    return event(null, message, pairs);
  }

  private LoggingEvent failure(Exception exception) {
    return event(exception, "failed");
  }

  private LoggingEvent event(@Nullable Throwable error, String message, Object... pairs) {
    var logger = context.getLogger("io.sluice.web.Push");
    var event = new LoggingEvent("", logger, Level.INFO, message, error, new Object[0]);
    event.setInstant(Instant.parse("2026-05-27T15:00:00.120999Z"));
    event.setCallerData(
        new StackTraceElement[] {
          new StackTraceElement("io.sluice.web.Push", "handle", "Push.java", 105)
        });
    for (int i = 0; i < pairs.length; i += 2) {
      event.addKeyValuePair(new KeyValuePair(pairs[i].toString(), pairs[i + 1]));
    }
    return event;
  }
}
