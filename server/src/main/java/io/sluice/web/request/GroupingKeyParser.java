package io.sluice.web.request;

import io.sluice.command.Preparation;
import io.sluice.go.GoQuote;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Names;
import io.sluice.model.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Parses the grouping key in the path of a push: `job/<job>/<label>/<value>...`. The suffix
/// `@base64` of a name marks a value in base64.
public final class GroupingKeyParser {
  private static final String BASE64 = "@base64";
  private static final String JOB = "job/";
  private static final String BASE64_JOB = "job" + BASE64 + "/";

  private final Names names;

  /// @param names the rules for label names; with UTF-8 names enabled, `U__` names are unescaped
  public GroupingKeyParser(Names names) {
    this.names = names;
  }

  /// The key that a path names.
  public GroupingKey parse(PushPath path) throws InvalidRequestException {
    String job = path.job();
    return job == null
        ? parseWithoutJob(path.labels())
        : parse(job, path.isJobBase64(), path.labels());
  }

  /// The key that a path names.
  ///
  /// @param job the path segment after `job/` or `job@base64/`, percent-decoded, one byte per char
  /// @param labels the rest of the path from the slash after the job, percent-decoded, or empty
  public GroupingKey parse(String job, boolean isJobBase64, String labels)
      throws InvalidRequestException {
    String jobValue = isJobBase64 ? decodeJob(job) : text(job);
    Map<String, String> pairs = split(labels);
    if (jobValue.isEmpty()) {
      throw new InvalidRequestException("job name is required");
    }
    pairs.put("job", jobValue);
    return key(pairs);
  }

  private GroupingKey parseWithoutJob(String labels) throws InvalidRequestException {
    Map<String, String> pairs = split(labels);
    if (pairs.getOrDefault("job", "none").isEmpty()) {
      throw new InvalidRequestException("job name is required");
    }
    return key(pairs);
  }

  private static GroupingKey key(Map<String, String> pairs) throws InvalidRequestException {
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      if (!Utf8.isValid(pair.getValue())) {
        throw new InvalidRequestException(
            "invalid UTF-8 in label value %s=%s"
                .formatted(pair.getKey(), GoQuote.quote(pair.getValue())));
      }
    }
    return checked(new GroupingKey(labels(pairs)));
  }

  /// The key in the path after `/metrics/`, such as `job/x/instance/y`, or after
  /// `/aggregate/metrics/`, where the job is optional. A single slash is the key without labels.
  ///
  /// @param path percent-decoded, one byte per char
  public GroupingKey parsePath(String path) throws InvalidRequestException {
    boolean isJobBase64 = path.startsWith(BASE64_JOB);
    if (!isJobBase64 && !path.startsWith(JOB)) {
      return parseWithoutJob(path.equals("/") ? path : "/" + path);
    }
    int start = isJobBase64 ? BASE64_JOB.length() : JOB.length();
    int slash = path.indexOf('/', start);
    int end = slash < 0 ? path.length() : slash;
    return parse(path.substring(start, end), isJobBase64, path.substring(end));
  }

  private static GroupingKey checked(GroupingKey key) throws InvalidRequestException {
    String problem = Preparation.keyProblem(key);
    if (problem != null) {
      throw new InvalidRequestException("grouping key " + problem);
    }
    return key;
  }

  private Map<String, String> split(String labels) throws InvalidRequestException {
    var pairs = new LinkedHashMap<String, String>();
    if (labels.length() <= 1) {
      return pairs;
    }
    String[] parts = labels.substring(1).split("/", -1);
    if (parts.length % 2 != 0) {
      throw new InvalidRequestException(
          "odd number of components in label string " + GoQuote.quote(text(labels)));
    }
    for (int i = 0; i < parts.length; i += 2) {
      boolean isBase64 = parts[i].endsWith(BASE64);
      String name =
          text(isBase64 ? parts[i].substring(0, parts[i].length() - BASE64.length()) : parts[i]);
      String unescaped = names == Names.UTF8 ? unescape(name) : name;
      if (!names.isLabelName(unescaped) || name.startsWith("__")) {
        throw new InvalidRequestException("improper label name " + GoQuote.quote(name));
      }
      pairs.put(unescaped, isBase64 ? decodeValue(name, parts[i + 1]) : text(parts[i + 1]));
    }
    return pairs;
  }

  private static String decodeJob(String job) throws InvalidRequestException {
    try {
      return Utf8.decode(UrlBase64.decode(job));
    } catch (UrlBase64.Malformed e) {
      String decoded = GoQuote.quote(Utf8.decode(e.decoded()));
      throw new InvalidRequestException(
          "invalid base64 encoding in job name %s: %s".formatted(decoded, e.getMessage()));
    }
  }

  private static String decodeValue(String name, String value) throws InvalidRequestException {
    try {
      return Utf8.decode(UrlBase64.decode(value));
    } catch (UrlBase64.Malformed e) {
      throw new InvalidRequestException(
          "invalid base64 encoding for label %s=%s: %s"
              .formatted(name, GoQuote.quote(text(value)), e.getMessage()));
    }
  }

  /// Unescapes an escaped name (`U__...`, scheme "values"); returns `name` itself if it is not one.
  static String unescape(String name) {
    if (!name.startsWith("U__")) {
      return name;
    }
    var result = new StringBuilder(name.length());
    for (int i = 3; i < name.length(); i++) {
      if (name.charAt(i) != '_') {
        result.append(name.charAt(i));
        continue;
      }
      int end = name.indexOf('_', i + 1);
      int codePoint = end < 0 ? -1 : end == i + 1 ? '_' : codePoint(name.substring(i + 1, end));
      if (codePoint < 0) {
        return name;
      }
      result.appendCodePoint(codePoint);
      i = end;
    }
    return result.toString();
  }

  /// The code point of one to five hexadecimal digits, or -1. Go also parses at most five, although
  /// it writes up to six.
  private static int codePoint(String digits) {
    if (digits.length() > 5) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * 16 + digit;
    }
    boolean isSurrogate = value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE;
    return value > Character.MAX_CODE_POINT || isSurrogate ? -1 : value;
  }

  private static String text(String latin1) {
    return Utf8.decode(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Labels labels(Map<String, String> pairs) {
    var flat = new String[2 * pairs.size()];
    int length = 0;
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      flat[length++] = pair.getKey();
      flat[length++] = pair.getValue();
    }
    return Labels.of(flat);
  }
}
