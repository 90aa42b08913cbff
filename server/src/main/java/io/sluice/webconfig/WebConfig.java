package io.sluice.webconfig;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.sluice.http.Handler;
import io.sluice.http.RefusalListener;
import io.sluice.http.TlsSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The web configuration of the server, if there is one.
///
/// Users and headers are read for each request, TLS settings for each handshake, so changes of the
/// files take effect immediately. While a file is invalid, requests or handshakes that depend on it
/// fail. Whether TLS, HTTP/2 and the rate limit are enabled is only read at startup.
public final class WebConfig {
  private static final Logger log = LoggerFactory.getLogger(WebConfig.class);
  private static final long IDLE_SECONDS = 30;

  private final @Nullable ConfigFile config;
  private final RateLimit rate;
  private final @Nullable TlsSource tls;
  private final boolean offersHttp2;

  private WebConfig(
      @Nullable ConfigFile config, RateLimit rate, @Nullable TlsSource tls, boolean offersHttp2) {
    this.config = config;
    this.rate = rate;
    this.tls = tls;
    this.offersHttp2 = offersHttp2;
  }

  /// Reads a configuration and all its files.
  ///
  /// @param file empty for no configuration
  /// @throws WebConfigException with the Pushgateway's message if it is invalid
  public static WebConfig open(String file) throws WebConfigException {
    if (file.isEmpty()) {
      return new WebConfig(null, RateLimit.NONE, null, false);
    }
    var config = new ConfigFile(Path.of(file), InstantSource.system());
    WebSettings settings = config.current();
    settings.checkUsers();
    TlsSettings tls = settings.tls();
    if (tls == null) {
      return new WebConfig(config, settings.rate(), null, false);
    }
    Tls.prepare(tls.protocol().min());
    boolean offersHttp2 = settings.offersHttp2();
    TlsContexts contexts = TlsContexts.open(config, offersHttp2);
    return new WebConfig(config, settings.rate(), contexts, offersHttp2);
  }

  /// Provides the contexts of handshakes; null without TLS.
  public @Nullable TlsSource tls() {
    return tls;
  }

  /// Whether HTTP/2 is offered to clients.
  public boolean offersHttp2() {
    return offersHttp2;
  }

  /// Wraps a handler so that the configuration is applied to requests first.
  ///
  /// @param openPaths paths that need no authentication
  /// @param refusals notified of rejected requests
  public Handler before(Handler handler, Set<String> openPaths, RefusalListener refusals) {
    if (config == null) {
      return handler;
    }
    TokenBucket bucket = rate.isLimit() ? new TokenBucket(rate, System::nanoTime) : null;
    if (bucket != null) {
      log.atInfo()
          .addKeyValue("burst", rate.burst())
          .addKeyValue("interval", rate.interval())
          .log("Rate Limiter is enabled.");
    }
    var passwords = new PasswordCheck(oneThread(), new SecureRandom());
    return new WebConfigHandler(config, bucket, passwords, openPaths, refusals, handler);
  }

  /// An executor with one thread, which ends when it is idle.
  private static Executor oneThread() {
    var executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("password-check", true));
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }
}
