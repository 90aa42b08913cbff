package io.sluice.webconfig;

import io.netty.handler.ssl.SslContext;
import io.sluice.files.FileContent;
import io.sluice.http.TlsSource;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Provides the context for each handshake. It is recreated when the configuration or one of its
/// files has changed.
///
/// Open connections are not affected.
final class TlsContexts implements TlsSource {
  private static final Logger log = LoggerFactory.getLogger(TlsContexts.class);

  /// @param context null with a problem
  private record Made(
      TlsSettings settings,
      List<FileContent> readings,
      @Nullable SslContext context,
      @Nullable WebConfigException problem) {

    boolean isFrom(TlsSettings other, List<FileContent> others) {
      // Readings and their sources are compared by identity.
      return settings.equals(other) && readings.equals(others);
    }
  }

  private final ConfigFile config;
  private final boolean offersHttp2;
  private volatile @Nullable Made last;

  private TlsContexts(ConfigFile config, boolean offersHttp2) {
    this.config = config;
    this.offersHttp2 = offersHttp2;
  }

  /// Creates the first context.
  ///
  /// @param offersHttp2 whether HTTP/2 is offered to clients, by this and all later contexts
  static TlsContexts open(ConfigFile config, boolean offersHttp2) throws WebConfigException {
    var contexts = new TlsContexts(config, offersHttp2);
    var _ = contexts.context();
    return contexts;
  }

  @Override
  public SslContext context() throws WebConfigException {
    TlsSettings settings = config.current().tls();
    if (settings == null) {
      throw WebConfigException.unreadable("TLS is not configured any more");
    }
    List<FileContent> readings = settings.read();
    Made known = last;
    Made now = known != null && known.isFrom(settings, readings) ? known : make(settings, readings);
    if (now.context == null) {
      throw now.problem == null ? WebConfigException.unreadable("no context") : now.problem;
    }
    return now.context;
  }

  private synchronized Made make(TlsSettings settings, List<FileContent> readings) {
    Made before = last;
    if (before != null && before.isFrom(settings, readings)) {
      return before;
    }
    Made made;
    try {
      made = new Made(settings, readings, Tls.context(settings, readings, offersHttp2), null);
    } catch (WebConfigException e) {
      made = new Made(settings, readings, null, e);
    }
    last = made;
    if (before != null) {
      logChange(made);
    }
    return made;
  }

  private static void logChange(Made made) {
    IOException problem = made.problem;
    if (problem == null) {
      log.info("TLS certificates and settings are in force for new connections");
    } else {
      log.atError().addKeyValue("err", problem.getMessage()).log("refusing TLS handshakes");
    }
  }
}
