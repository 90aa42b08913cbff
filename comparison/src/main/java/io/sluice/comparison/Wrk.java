package io.sluice.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The load generator: wrk with `comparison/wrk/push.lua`.
///
/// @param script the Lua script
/// @param bodies a folder for the bodies, which the script reads from files
record Wrk(Path script, Path bodies) {
  private static final Pattern RESULT =
      Pattern.compile(
          "RESULT requests=(\\d+) micros=(\\d+) p50micros=(\\d+) p99micros=(\\d+)"
              + " statusErrors=(\\d+) otherErrors=(\\d+)");

  private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(2);

  /// The result of a run.
  record Load(double perSecond, double p50Millis, double p99Millis) {}

  /// The load on a server.
  ///
  /// @param groups the number of groups, to which requests go at random
  /// @param connections each with one request at a time
  /// @param pause how long each connection waits between two requests
  record Job(PushRequest request, int groups, int connections, Duration duration, Duration pause) {}

  /// Loads a server.
  ///
  /// @throws IOException if any request was not answered with success
  Load run(int port, Job job) throws IOException, InterruptedException {
    Path body = bodies.resolve("body");
    Files.write(body, job.request().template());
    Duration timeout = job.duration().plus(REQUEST_TIMEOUT);
    return parse(Program.output(timeout, command(port, job, body)));
  }

  private List<String> command(int port, Job job, Path body) {
    var command = new ArrayList<String>();
    command.addAll(List.of("wrk", "--threads", "1"));
    command.addAll(List.of("--connections", Integer.toString(job.connections())));
    command.addAll(List.of("--duration", Math.max(1, job.duration().toSeconds()) + "s"));
    command.addAll(List.of("--timeout", REQUEST_TIMEOUT.toSeconds() + "s"));
    command.addAll(List.of("--script", script.toString(), "http://127.0.0.1:" + port + "/", "--"));
    PushRequest request = job.request();
    command.addAll(List.of(request.method(), Integer.toString(job.groups()), body.toString()));
    command.addAll(List.of(Long.toString(job.pause().toMillis()), request.path()));
    command.add(request.contentType());
    return command;
  }

  static Load parse(String output) throws IOException {
    Matcher result = RESULT.matcher(output);
    if (!result.find()) {
      throw new IOException("wrk did not finish: output=" + output);
    }
    long requests = Long.parseLong(result.group(1));
    if (requests == 0 || !result.group(5).equals("0") || !result.group(6).equals("0")) {
      throw new IOException("wrk met errors: " + result.group());
    }
    return new Load(
        requests * 1e6 / Long.parseLong(result.group(2)),
        Long.parseLong(result.group(3)) / 1e3,
        Long.parseLong(result.group(4)) / 1e3);
  }
}
