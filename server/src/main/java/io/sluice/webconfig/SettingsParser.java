package io.sluice.webconfig;

import io.sluice.go.DurationException;
import io.sluice.go.GoDuration;
import io.sluice.http.Header;
import io.sluice.yaml.YamlException;
import io.sluice.yaml.YamlFile;
import io.sluice.yaml.YamlMap;
import io.sluice.yaml.YamlScalar;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Parses a web configuration.
final class SettingsParser {
  /// The headers that may be configured, with their allowed values; an empty list allows any value.
  private static final Map<String, List<String>> HEADERS =
      Map.of(
          "Strict-Transport-Security", List.of(),
          "X-Content-Type-Options", List.of("nosniff"),
          "X-Frame-Options", List.of("deny", "sameorigin"),
          "X-XSS-Protection", List.of(),
          "Content-Security-Policy", List.of());

  private final Path directory;
  private final InstantSource clock;

  /// @param directory the base of relative paths
  SettingsParser(Path directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  WebSettings parse(byte[] text) throws WebConfigException {
    try {
      return parse(YamlFile.parse(text));
    } catch (YamlException e) {
      throw WebConfigException.of(e);
    }
  }

  private WebSettings parse(YamlMap root) throws YamlException, WebConfigException {
    YamlMap tls = root.map("tls_server_config");
    YamlMap http = root.map("http_server_config");
    YamlMap users = root.map("basic_auth_users");
    YamlMap rate = root.map("rate_limit");
    root.finish();
    Boolean http2 = http == null ? null : http.bool("http2");
    return new WebSettings(
        tls == null ? null : tls(tls),
        http2 == null || http2,
        http == null ? List.of() : headers(http),
        users == null ? Map.of() : users(users),
        rate == null ? RateLimit.NONE : rate(rate));
  }

  /// As in the Pushgateway, a section without settings means no TLS.
  private @Nullable TlsSettings tls(YamlMap tls) throws YamlException, WebConfigException {
    boolean isMeant = tls.keys().stream().anyMatch(tls::has);
    TlsSettings settings = new TlsParser(tls, directory, clock).parse();
    return isMeant ? settings : null;
  }

  private static List<Header> headers(YamlMap http) throws YamlException, WebConfigException {
    var headers = new ArrayList<Header>();
    YamlMap given = http.map("headers");
    http.finish();
    if (given != null) {
      for (String name : given.keys()) {
        YamlScalar value = given.scalar(name);
        headers.add(header(given, name, value == null ? new YamlScalar("", 1, 1) : value));
      }
    }
    return headers;
  }

  private static Header header(YamlMap given, String name, YamlScalar value)
      throws WebConfigException {
    List<String> allowed = HEADERS.get(name);
    if (allowed == null) {
      YamlException at = given.problem(name, "");
      throw WebConfigException.at(
          at.line(), at.column(), "HTTP header \"" + name + "\" can not be configured");
    }
    if (!allowed.isEmpty() && !allowed.contains(value.text())) {
      String expected = allowed.stream().map(v -> '"' + v + '"').collect(Collectors.joining(" "));
      throw WebConfigException.at(
          value,
          "invalid value for %s. Expected one of: [%s], but got: %s"
              .formatted(name, expected, value.shown()));
    }
    if (value.text().chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw WebConfigException.at(value, "invalid value for " + name + ": control character");
    }
    // Headers are written with one byte per character.
    byte[] bytes = value.text().getBytes(StandardCharsets.UTF_8);
    return new Header(name, new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private static Map<String, YamlScalar> users(YamlMap given) throws YamlException {
    var users = new LinkedHashMap<String, YamlScalar>();
    for (String name : given.keys()) {
      YamlScalar hash = given.scalar(name);
      YamlException at = given.problem(name, "");
      users.put(name, hash == null ? new YamlScalar("", at.line(), at.column()) : hash);
    }
    return users;
  }

  private static RateLimit rate(YamlMap rate) throws YamlException {
    YamlScalar interval = rate.scalar("interval");
    Long burst = rate.integer("burst");
    rate.finish();
    return new RateLimit(
        interval == null ? Duration.ZERO : duration(interval), burst == null ? 0 : burst);
  }

  private static Duration duration(YamlScalar text) throws YamlException {
    try {
      Duration duration = GoDuration.parseWithoutDays(text.text());
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DurationException _) {
      // Reported below.
    }
    throw text.problem("expected a duration such as 1s or 100ms, got " + text.shown());
  }
}
