package io.sluice.systemtests;

import io.sluice.systemtests.harness.RawHttp.Answer;
import io.sluice.systemtests.harness.RawHttp.Request;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The intended differences between Sluice and Debian's Pushgateway 1.5.1: because 1.11.3 has them,
/// or because both versions have a defect. Each one is provoked by [LiveSteps], or detected from a
/// pair of answers; one that never occurs fails the test.
enum LiveDifference implements Differences.Known {
  CRLF("CR before LF is taken as part of the line's end"),
  MISSING_NEWLINE("the last line of a text body needs no LF, unless it is a comment"),
  BYTE_ORDER_MARK("a byte order mark at the start of a text body is skipped"),
  LONE_RETURN("400 for a CR inside a comment; 1.5.1 takes what follows for the comment"),
  QUOTED_NAMES("1.11.3 reads {\"name\"} 1, 1.5.1 does not") {
    @Override
    boolean explainsAnswers(Request request, Answer peer, Answer sluice) {
      return hasQuotedName(offendingLine(request, peer)) && !isParseError(sluice);
    }
  },
  ESCAPED_QUOTE_IN_HELP("1.11.3 reads \\\" in HELP, 1.5.1 does not") {
    @Override
    boolean explainsAnswers(Request request, Answer peer, Answer sluice) {
      return offendingLine(request, peer).matches("[ \t]*#[ \t]+HELP[ \t].*\\\\\".*")
          && peer.text().endsWith(": invalid escape sequence '\\\"'\n")
          && !isParseError(sluice);
    }
  },
  SNAPPY("1.11.3 reads framed snappy, 1.5.1 does not"),
  ENCODING_IN_UPPER_CASE("1.11.3 takes GZIP for gzip, 1.5.1 does not"),

  UTF8_IN_KEY("refused before anything is stored; 1.5.1's scrapes break"),
  PUSH_TIME_TWIN("refused: {job=a} and {job=a,instance=\"\"} would break the scrape"),
  EMPTY_LABEL("400 for series that differ in empty labels only; Prometheus takes them for one"),
  BOUND_TWICE("400 for a bucket or a quantile twice; Prometheus keeps one of the two"),
  EMPTY_PROTOBUF_NAME("refused; 1.5.1's scrapes come out empty"),
  ODD_PROTOBUF_NAME("taken and escaped as by 1.11.3; 1.5.1's scrapes cannot be read"),
  UNKNOWN_PROTOBUF_TYPE("refused; 1.5.1's scrapes are cut off"),
  FORGED_FAILURE_TIME("refused; 1.5.1 shows a failure time that a client made up"),
  LE_LABEL("refused for histograms; 1.5.1 shows every bucket with two le"),
  DAMAGED_GZIP("1.11.3 refuses what ends in a damaged checksum, 1.5.1 does not"),
  NEGATIVE_HISTOGRAM_COUNT("1.11.3 refuses it, 1.5.1 does not") {
    @Override
    boolean explainsAnswers(Request request, Answer peer, Answer sluice) {
      String error = AnswerComparison.firstLine(sluice.text());
      return !isParseError(peer)
          && error.matches(".*: negative (count|bucket population) for histogram .*");
    }
  },

  OWN_FAMILIES("taken: the own family steps out of the way; 1.5.1 refuses"),
  GAUGE_HISTOGRAM_TYPE("1.11.3 reads TYPE gaugehistogram, 1.5.1 does not"),
  UTF8_LABEL_IN_PROTOBUF("1.11.3 takes any UTF-8 label name in protobuf, 1.5.1 does not"),

  ERROR_IN_QUOTED_NAME("1.11.3 reads quoted names, and so complains of something else in them") {
    @Override
    boolean explainsAnswers(Request request, Answer peer, Answer sluice) {
      return hasQuotedName(offendingLine(request, peer)) && isParseError(sluice);
    }
  },
  CLEANING_REDIRECT("1.11.3 redirects // and dot segments with 307, 1.5.1 with 301") {
    @Override
    boolean explainsAnswers(Request request, Answer peer, Answer sluice) {
      return peer.status() == 301
          && sluice.status() == 307
          && sluice.headers().getOrDefault("location", "").equals(peer.headers().get("location"))
          && (request.target().matches(".*(//|/\\.\\.?/|/\\.\\.?$).*")
              || request.target().endsWith("/api/v1"));
    }
  },
  ESCAPING_PARAMETER("1.11.3 tells the escaping scheme in a scrape's type, 1.5.1 knows none") {
    @Override
    boolean explainsAnswers(Request request, Answer peer, Answer sluice) {
      return request.target().equals("/metrics")
          && (peer.headers().get("content-type") + "; escaping=underscores")
              .equals(sluice.headers().get("content-type"));
    }
  },
  LAST_PUSH_ERROR("the API says of a group why its last push failed"),
  HELP_BY_CHANCE("of several HELP texts 1.5.1 shows the one that a Go map gives first");

  private static final Pattern PARSE_ERROR =
      Pattern.compile("text format parsing error in line (\\d+): .*");

  private static final Pattern LABEL_VALUE = Pattern.compile("=[ \t]*\"([^\"\\\\]|\\\\.)*\"");

  private final String reason;

  LiveDifference(String reason) {
    this.reason = reason;
  }

  @Override
  public String reason() {
    return reason;
  }

  /// Whether this explains the two answers to the same request.
  boolean explainsAnswers(Request request, Answer peer, Answer sluice) {
    return false;
  }

  /// Whether there are quotes other than those of label values, or no name before the braces.
  private static boolean hasQuotedName(String line) {
    return line.stripLeading().startsWith("{")
        || LABEL_VALUE.matcher(line).replaceAll("=").contains("\"");
  }

  private static boolean isParseError(Answer answer) {
    return PARSE_ERROR.matcher(AnswerComparison.firstLine(answer.text())).matches();
  }

  /// The line that a parse error reports; empty if the answer is not a parse error.
  private static String offendingLine(Request request, Answer answer) {
    Matcher error = PARSE_ERROR.matcher(AnswerComparison.firstLine(answer.text()));
    if (!error.matches() || request.body() == null) {
      return "";
    }
    String[] lines = new String(request.body(), StandardCharsets.UTF_8).split("\n", -1);
    int number = Integer.parseInt(error.group(1));
    return number <= lines.length ? lines[number - 1] : "";
  }
}
