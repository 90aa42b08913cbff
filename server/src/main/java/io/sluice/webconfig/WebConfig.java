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

/// The web configuration that the server was started with, if any.
///
/// Users and headers are looked at with each request, TLS with each handshake: what is changed in
/// the files holds from then on. While a file is broken, so is what depends on it. Whether there is
/// TLS, HTTP/2 and a rate limit is settled at the start.
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

  /// Reads a configuration and all files that it names.
  ///
  /// @param file empty if there is none
  /// @throws WebConfigException if it cannot be used, with the Pushgateway's words
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

  /// Where handshakes get their contexts; null to serve without TLS.
  public @Nullable TlsSource tls() {
    return tls;
  }

  /// Whether clients are offered HTTP/2.
  public boolean offersHttp2() {
    return offersHttp2;
  }

  /// Puts what the configuration says of requests before a handler.
  ///
  /// @param openPaths paths that are answered without authentication
  /// @param refusals is told of who was turned away
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

  /// A thread that is there while there is work.
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
