package io.sluice.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.slf4j.LoggerFactory;

/// The gateway's log: one line per event on stderr, in the format of the Pushgateway.
///
/// The configured level only applies to the gateway's own events. Libraries log from `warn` on.
public final class Logging implements AutoCloseable {
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(1);

  private final LoggerContext context;
  private final LineAppender appender;

  private Logging(LoggerContext context, LineAppender appender) {
    this.context = context;
    this.appender = appender;
  }

  /// Starts to write all events to stderr.
  public static Logging configure(LogLevel level, LogFormat format) {
    var stderr = new FileOutputStream(FileDescriptor.err);
    return configure((LoggerContext) LoggerFactory.getILoggerFactory(), level, format, stderr);
  }

  static Logging configure(
      LoggerContext context, LogLevel level, LogFormat format, OutputStream out) {
    context.reset();
    var appender = new LineAppender(new LogLines(format, level == LogLevel.DEBUG), out);
    appender.setContext(context);
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    context.getLogger("io.sluice").setLevel(levelOf(level));
    // Ratis logs each failed request to a node that is down, several times a second.
    context.getLogger("org.apache.ratis").setLevel(Level.ERROR);
    return new Logging(context, appender);
  }

  /// Waits until all logged events are written, at most a second; nothing is logged afterwards.
  @Override
  public void close() {
    appender.drain(LONGEST_CLOSE);
    context.stop();
  }

  private static Level levelOf(LogLevel level) {
    return switch (level) {
      case DEBUG -> Level.DEBUG;
      case INFO -> Level.INFO;
      case WARN -> Level.WARN;
      case ERROR -> Level.ERROR;
    };
  }
}
