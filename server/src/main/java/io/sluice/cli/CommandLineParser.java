package io.sluice.cli;

import io.sluice.go.GoQuote;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Parses a command line like the Pushgateway, with the same error messages.
///
/// The Pushgateway uses kingpin 2.4. Its errors for unusual command lines depend on its order of
/// processing, which is the same here: all flags are collected up to the first error; a `--version`
/// among them, or another flag that only prints something, takes precedence over everything; then
/// the error is reported, then a `--help` is processed, and only then are values parsed.
public final class CommandLineParser {
  /// Paths of other endpoints, below the route prefix.
  private static final Set<String> TAKEN_PATHS =
      Set.of(
          "/",
          "/status",
          "/-/healthy",
          "/-/ready",
          "/-/quit",
          "/-/reload",
          "/-/metrics",
          "/-/drain");

  private static final List<String> TAKEN_FOLDERS =
      List.of("/static/", "/debug/pprof/", "/api/v1/");

  private record Given(Flag<?> flag, String value) {}

  private CommandLineParser() {}

  public static Invocation parse(String[] arguments) {
    Subcommand subcommand = arguments.length == 0 ? null : Subcommand.named(arguments[0]);
    return subcommand == null
        ? parseFlags(arguments)
        : subcommand.parse(List.of(arguments).subList(1, arguments.length));
  }

  private static Invocation parseFlags(String[] arguments) {
    List<Given> given = new ArrayList<>();
    @Nullable String error = collect(new Arguments(arguments), given);
    for (Given one : given) {
      if (one.flag == Flag.VERSION) {
        return new Invocation.Print(BuildInfo.load().versionText());
      }
      if (one.flag == Flag.HELP_MAN) {
        return new Invocation.Print(ManPage.text());
      }
      if (one.flag == Flag.COMPLETION_SCRIPT_BASH) {
        return new Invocation.Print(BashCompletion.text());
      }
    }
    if (error != null) {
      return new Invocation.Refuse(error);
    }
    if (given.stream().anyMatch(one -> one.flag == Flag.HELP)) {
      return new Invocation.Print(Help.text());
    }
    return evaluate(given);
  }

  /// Returns the first error in the arguments, or null; `given` contains the flags before it.
  private static @Nullable String collect(Arguments arguments, List<Given> given) {
    try {
      while (true) {
        switch (arguments.next()) {
          case Arguments.Token.LongFlag(String name) -> given.add(longFlag(name, arguments));
          case Arguments.Token.ShortFlag(String name) -> given.add(shortFlag(name));
          case Arguments.Token.Argument(String text) -> {
            return "unexpected " + text;
          }
          case Arguments.Token.End() -> {
            return null;
          }
        }
      }
    } catch (FlagException e) {
      return e.getMessage();
    }
  }

  private static Given longFlag(String name, Arguments arguments) throws FlagException {
    Flag<?> flag = Flag.named(name);
    boolean negated = flag == null && name.startsWith("no-");
    if (negated) {
      flag = Flag.named(name.substring("no-".length()));
    }
    if (flag == null || (negated && flag.kind() != FlagType.Kind.BOOLEAN)) {
      throw new FlagException("unknown long flag '--" + name + "'");
    }
    if (flag.kind() == FlagType.Kind.BOOLEAN || flag.kind() == FlagType.Kind.PRINTING) {
      return new Given(flag, String.valueOf(!negated));
    }
    String value = arguments.nextArgument();
    if (value == null) {
      throw new FlagException("expected argument for flag '--" + name + "'");
    }
    return new Given(flag, value);
  }

  private static Given shortFlag(String name) throws FlagException {
    if (!name.equals("h")) {
      throw new FlagException("unknown short flag '-" + name + "'");
    }
    return new Given(Flag.HELP, "true");
  }

  private static Invocation evaluate(List<Given> given) {
    try {
      var values = new FlagValues();
      for (Given one : given) {
        values.give(one.flag, one.value);
      }
      Flags flags = values.toFlags();
      ClusterFlagCheck.check(flags);
      checkPaths(flags);
      return new Invocation.Run(flags);
    } catch (FlagException e) {
      return new Invocation.Refuse(e.getMessage());
    }
  }

  /// The Pushgateway panics on these.
  private static void checkPaths(Flags flags) throws FlagException {
    String path = flags.scrapePath();
    String what = "--web.telemetry-path " + GoQuote.quote(flags.get(Flag.TELEMETRY_PATH));
    if (!path.startsWith("/")) {
      throw new FlagException(what + " must start with \"/\"");
    }
    String prefix = flags.routePrefix();
    String inner = path.startsWith(prefix) ? path.substring(prefix.length()) : path;
    if (TAKEN_PATHS.contains(inner) || TAKEN_FOLDERS.stream().anyMatch(inner::startsWith)) {
      throw new FlagException(what + " is reserved for another endpoint");
    }
  }
}
