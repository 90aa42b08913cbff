package io.sluice.format;

import io.sluice.go.GoFloat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Chooses format, escaping scheme and compression of a scrape from the headers of its request, as
/// the Prometheus Go client does.
public final class ContentNegotiation {
  private static final String PROTOBUF = "application/vnd.google.protobuf";
  private static final String OPENMETRICS = "application/openmetrics-text";
  private static final String METRIC_FAMILY = "io.prometheus.client.MetricFamily";
  private static final String TEXT_VERSION = "0.0.4";
  private static final Pattern QUALITY = Pattern.compile("q=[01](\\.[0-9]*)?");

  /// Orders clauses by descending quality; among equals, those without wildcards come first.
  private static final Comparator<Clause> BY_PREFERENCE =
      Comparator.comparingDouble((Clause clause) -> -clause.quality())
          .thenComparing(clause -> clause.type.equals("*"))
          .thenComparing(clause -> clause.subtype.equals("*"));

  private ContentNegotiation() {}

  /// [#negotiate(List, boolean)] without OpenMetrics.
  public static NegotiatedFormat negotiate(List<String> acceptHeaders) {
    return negotiate(acceptHeaders, false);
  }

  /// Chooses the format for these `Accept` headers, of which only the first is used.
  ///
  /// Clauses are tried by preference; the first one with a known format decides. Each clause up to
  /// it may set the escaping scheme, even if its format is unknown.
  ///
  /// @param openMetrics whether OpenMetrics is a known format
  public static NegotiatedFormat negotiate(List<String> acceptHeaders, boolean openMetrics) {
    EscapingScheme escaping = EscapingScheme.UNDERSCORES;
    for (Clause clause : clauses(acceptHeaders.isEmpty() ? "" : acceptHeaders.getFirst())) {
      EscapingScheme wanted = escaping(clause);
      escaping = wanted == null ? escaping : wanted;
      ExpositionFormat format = format(clause, openMetrics);
      if (format != null) {
        return new NegotiatedFormat(format, escaping);
      }
    }
    return new NegotiatedFormat(ExpositionFormat.TEXT, escaping);
  }

  /// Whether to compress the response with gzip for this `Accept-Encoding` header. If gzip and no
  /// compression have equal quality, the response is not compressed.
  public static boolean gzip(@Nullable String acceptEncoding) {
    double identity = -1;
    double gzip = -1;
    for (Coding coding : codings(acceptEncoding == null ? "" : acceptEncoding)) {
      boolean any = coding.name.equals("*");
      if (any || coding.name.equals("identity")) {
        identity = Math.max(identity, coding.quality);
      }
      if (any || coding.name.equals("gzip")) {
        gzip = Math.max(gzip, coding.quality);
      }
    }
    return gzip > 0 && gzip > identity;
  }

  private static @Nullable EscapingScheme escaping(Clause clause) {
    for (EscapingScheme scheme : EscapingScheme.values()) {
      if (scheme.parameter().equals(clause.parameters.get("escaping"))) {
        return scheme;
      }
    }
    return null;
  }

  private static @Nullable ExpositionFormat format(Clause clause, boolean openMetrics) {
    return switch (clause.type + "/" + clause.subtype) {
      case PROTOBUF -> protobufFormat(clause.parameters);
      case "text/plain" ->
          TEXT_VERSION.equals(clause.parameters.getOrDefault("version", TEXT_VERSION))
              ? ExpositionFormat.TEXT
              : null;
      case OPENMETRICS -> openMetrics ? openMetricsFormat(clause.parameters) : null;
      default -> null;
    };
  }

  private static @Nullable ExpositionFormat openMetricsFormat(Map<String, String> parameters) {
    return switch (parameters.getOrDefault("version", "1.0.0")) {
      case "1.0.0" -> ExpositionFormat.OPENMETRICS_1_0_0;
      case "0.0.1" -> ExpositionFormat.OPENMETRICS_0_0_1;
      default -> null;
    };
  }

  private static @Nullable ExpositionFormat protobufFormat(Map<String, String> parameters) {
    if (!METRIC_FAMILY.equals(parameters.get("proto"))) {
      return null;
    }
    return switch (parameters.getOrDefault("encoding", "")) {
      case "delimited" -> ExpositionFormat.PROTOBUF_DELIMITED;
      case "text" -> ExpositionFormat.PROTOBUF_TEXT;
      case "compact-text" -> ExpositionFormat.PROTOBUF_COMPACT_TEXT;
      default -> null;
    };
  }

  private static List<Clause> clauses(String header) {
    var clauses = new ArrayList<Clause>();
    for (String text : header.split(",", 0)) {
      Clause clause = clause(text);
      if (clause != null) {
        clauses.add(clause);
      }
    }
    clauses.sort(BY_PREFERENCE);
    return clauses;
  }

  /// The clause in `text`, or null if it has no media type.
  private static @Nullable Clause clause(String text) {
    String[] parts = text.split(";", 0);
    String[] types = parts.length == 0 ? new String[0] : parts[0].strip().split("/", 0);
    if (types.length == 1 && types[0].equals("*")) {
      types = new String[] {"*", "*"};
    }
    return types.length == 2
        ? new Clause(types[0].strip(), types[1].strip(), parameters(parts))
        : null;
  }

  /// The parameters among the parts of a clause; malformed ones are ignored.
  private static Map<String, String> parameters(String[] parts) {
    var parameters = new HashMap<String, String>();
    for (int i = 1; i < parts.length; i++) {
      String[] parameter = parts[i].split("=", 0);
      if (parameter.length == 2) {
        parameters.put(parameter[0].strip(), parameter[1].strip());
      }
    }
    return parameters;
  }

  /// The codings of a header up to its first syntax error.
  private static List<Coding> codings(String header) {
    var codings = new ArrayList<Coding>();
    for (String text : header.split(",", 0)) {
      String[] parts = text.strip().split(";", 2);
      String parameter = parts.length == 2 ? parts[1].strip() : "q=1";
      if (parts[0].isBlank() || !QUALITY.matcher(parameter).matches()) {
        break;
      }
      codings.add(new Coding(parts[0].strip(), Double.parseDouble(parameter.substring(2))));
    }
    return codings;
  }

  /// A media range of an `Accept` header.
  private record Clause(String type, String subtype, Map<String, String> parameters) {
    /// 1 if there is none, 0 if it is not a number.
    double quality() {
      double quality = GoFloat.parse(parameters.getOrDefault("q", "1"));
      return GoFloat.isInvalid(quality) ? 0 : quality;
    }
  }

  /// A coding of an `Accept-Encoding` header.
  private record Coding(String name, double quality) {}
}
