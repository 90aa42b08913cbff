package io.sluice.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.sluice.go.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// Formats an event as a line: `ts`, `level`, `caller`, `msg`, then the event's own pairs.
///
/// As in the Pushgateway, a pair that would repeat one of the first keys is renamed to
/// `logged_...`. An exception becomes `err`; at the debug level also `stack`, and `caller` contains
/// the method.
final class LogLines {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final Set<String> RESERVED =
      Set.of("ts", "time", "level", "caller", "source", "msg");

  /// A key and its value: null, a number, a boolean or a string.
  record Field(String key, @Nullable Object value) {}

  private final LogFormat format;
  private final boolean debugging;

  LogLines(LogFormat format, boolean debugging) {
    this.format = format;
    this.debugging = debugging;
  }

  /// The line of `event`, including its end.
  String write(ILoggingEvent event) {
    var fields = new ArrayList<Field>();
    addHead(fields, event.getInstant(), event.getLevel().toString(), caller(event));
    fields.add(new Field("msg", event.getFormattedMessage()));
    for (KeyValuePair pair : pairs(event)) {
      String key = RESERVED.contains(pair.key) ? "logged_" + pair.key : pair.key;
      fields.add(new Field(key, plain(pair.value)));
    }
    addError(fields, event.getThrowableProxy());
    return line(fields);
  }

  /// The line that replaces `count` dropped lines.
  String dropped(Instant time, long count) {
    var fields = new ArrayList<Field>();
    addHead(fields, time, "WARN", "LineAppender.java");
    fields.add(new Field("msg", "log lines dropped, stderr is too slow"));
    fields.add(new Field("count", count));
    return line(fields);
  }

  private static void addHead(List<Field> fields, Instant time, String level, String caller) {
    fields.add(new Field("ts", TIME.format(time)));
    fields.add(new Field("level", level.toLowerCase(Locale.ROOT)));
    fields.add(new Field("caller", caller));
  }

  private String line(List<Field> fields) {
    return switch (format) {
      case LOGFMT -> Logfmt.line(fields);
      case JSON -> JsonLine.line(fields);
    };
  }

  private String caller(ILoggingEvent event) {
    StackTraceElement[] stack = event.getCallerData();
    if (stack.length == 0) {
      return "?";
    }
    StackTraceElement caller = stack[0];
    String method = debugging ? "(" + method(caller) + ")" : "";
    return caller.getFileName() + method + ":" + caller.getLineNumber();
  }

  private static String method(StackTraceElement caller) {
    String type = caller.getClassName();
    return type.substring(type.lastIndexOf('.') + 1) + '.' + caller.getMethodName();
  }

  private static List<KeyValuePair> pairs(ILoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    return pairs == null ? List.of() : pairs;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case Duration duration -> GoDuration.format(duration);
      case Throwable throwable -> message(throwable);
      case Number number -> number;
      case Boolean truth -> truth;
      case null -> null;
      default -> value.toString();
    };
  }

  private void addError(List<Field> fields, @Nullable IThrowableProxy error) {
    if (error instanceof ThrowableProxy proxy) {
      fields.add(new Field("err", message(proxy.getThrowable())));
      if (debugging) {
        fields.add(new Field("stack", ThrowableProxyUtil.asString(error)));
      }
    }
  }

  /// The message of a checked exception; other exceptions are bugs, so their class is included.
  private static String message(Throwable throwable) {
    boolean isBug = throwable instanceof RuntimeException || throwable instanceof Error;
    String message = throwable.getMessage();
    return isBug || message == null ? throwable.toString() : message;
  }
}
