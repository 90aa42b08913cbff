package io.sluice.systemtests;

import io.sluice.systemtests.RawHttp.Answer;
import io.sluice.systemtests.RawHttp.Request;

/// Where Sluice is meant to differ from Debian's Pushgateway 1.5.1: because 1.11.3 does, or because
/// both versions have a defect. Each one is provoked on purpose by [LiveSteps], or told from a pair
/// of answers; one that never shows fails the test.
enum LiveDifference implements Differences.Known {
  CRLF_LINE_ENDS("CR before LF is taken as part of the line's end"),
  MISSING_LAST_LINE_END("the last line of a text body needs no LF"),
  QUOTED_NAMES("1.11.3 reads {\"name\"} 1, 1.5.1 does not"),
  ESCAPED_QUOTE_IN_HELP("1.11.3 reads \\\" in HELP, 1.5.1 does not"),

  INVALID_UTF8_IN_GROUPING_KEY("refused before anything is stored; 1.5.1's scrapes break"),
  SAME_PUSH_TIME("refused: {job=a} and {job=a,instance=\"\"} would break the scrape"),
  EMPTY_PROTOBUF_NAME("refused; 1.5.1's scrapes come out empty"),
  INVALID_PROTOBUF_NAME("refused; 1.5.1's scrapes cannot be read"),
  UNKNOWN_PROTOBUF_TYPE("refused; 1.5.1's scrapes are cut off"),
  FORGED_FAILURE_TIME("refused; 1.5.1 shows a failure time that a client made up"),
  LE_GROUPING_LABEL("refused for histograms; 1.5.1 shows every bucket with one le"),
  NEGATIVE_HISTOGRAM_COUNT("1.11.3 refuses it, 1.5.1 does not"),

  OWN_METRIC_OF_OTHER_TYPE("taken: the own family steps out of the way; 1.5.1 refuses"),
  GAUGE_HISTOGRAM_TYPE("1.11.3 reads TYPE gaugehistogram, 1.5.1 does not"),
  UTF8_LABEL_IN_PROTOBUF("1.11.3 takes any UTF-8 label name in protobuf, 1.5.1 does not"),

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
  HELP_BY_CHANCE("of several HELP texts 1.5.1 shows the one that a Go map gives first");

  private final String reason;

  LiveDifference(String reason) {
    this.reason = reason;
  }

  @Override
  public String reason() {
    return reason;
  }

  /// Whether this is why the same request was answered in these two ways.
  boolean explainsAnswers(Request request, Answer peer, Answer sluice) {
    return false;
  }
}
