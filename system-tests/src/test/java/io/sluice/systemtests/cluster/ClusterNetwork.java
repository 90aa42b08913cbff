package io.sluice.systemtests.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A separate network for the nodes of a cluster: a namespace for each, connected by a bridge that
/// this process is also connected to. Packets between nodes can be dropped, separately for each
/// direction, while clients reach all nodes.
///
/// Needs root and Debian's iproute2 and iptables.
final class ClusterNetwork implements AutoCloseable {
  private final String prefix;
  private final String subnet;
  private final List<String> names;

  private ClusterNetwork(String prefix, String subnet, List<String> names) {
    this.prefix = prefix;
    this.subnet = subnet;
    this.names = names;
  }

  /// The reason why no network can be created on this machine; null if there is none.
  static @Nullable String problem() throws IOException, InterruptedException {
    String probe = "sluice-" + ProcessHandle.current().pid() + "-probe";
    try {
      SystemCommand.run("ip", "netns", "add", probe);
      try {
        SystemCommand.run("ip", "netns", "exec", probe, "iptables", "-L", "-n");
      } finally {
        SystemCommand.run("ip", "netns", "del", probe);
      }
      return null;
    } catch (IOException e) {
      return "needs root, iproute2 and iptables: " + e.getMessage();
    }
  }

  static ClusterNetwork create(List<String> names) throws IOException, InterruptedException {
    long pid = ProcessHandle.current().pid();
    // Names of interfaces have at most 15 characters. The subnet is in the range for network
    // benchmarks (RFC 2544).
    var network = new ClusterNetwork("sl" + pid, "198.18." + pid % 256, List.copyOf(names));
    try {
      network.join();
      return network;
    } catch (IOException e) {
      network.close();
      throw e;
    }
  }

  List<String> names() {
    return names;
  }

  String address(String name) {
    return subnet + "." + (2 + names.indexOf(name));
  }

  /// The prefix of a command to run it in the namespace of a node. The process keeps its id.
  List<String> runIn(String name) {
    return List.of("ip", "netns", "exec", namespace(name));
  }

  /// Drops the packets from `from` to `to`.
  void cut(String from, String to) throws IOException, InterruptedException {
    filter(to, "-A", "INPUT", "-s", address(from), "-j", "DROP");
  }

  /// Drops the packets between `name` and the other nodes.
  void isolate(String name) throws IOException, InterruptedException {
    cutFrom(name);
    cutTo(name);
  }

  /// Drops the packets from `name` to the other nodes.
  void cutFrom(String name) throws IOException, InterruptedException {
    for (String other : othersThan(name)) {
      cut(name, other);
    }
  }

  /// Drops the packets from the other nodes to `name`.
  void cutTo(String name) throws IOException, InterruptedException {
    for (String other : othersThan(name)) {
      cut(other, name);
    }
  }

  /// Removes all these rules.
  void heal() throws IOException, InterruptedException {
    for (String name : names) {
      filter(name, "-F", "INPUT");
    }
  }

  @Override
  public void close() {
    names.forEach(name -> SystemCommand.attempt("ip", "netns", "del", namespace(name)));
    SystemCommand.attempt("ip", "link", "del", prefix + "br");
  }

  private void join() throws IOException, InterruptedException {
    String bridge = prefix + "br";
    SystemCommand.run("ip", "link", "add", bridge, "type", "bridge");
    SystemCommand.run("ip", "address", "add", subnet + ".1/24", "dev", bridge);
    SystemCommand.run("ip", "link", "set", bridge, "up");
    for (String name : names) {
      String outer = prefix + name;
      SystemCommand.run("ip", "netns", "add", namespace(name));
      SystemCommand.run(
          "ip",
          "link",
          "add",
          outer,
          "type",
          "veth",
          "peer",
          "name",
          "eth0",
          "netns",
          namespace(name));
      SystemCommand.run("ip", "link", "set", outer, "master", bridge, "up");
      SystemCommand.run(
          "ip", "-n", namespace(name), "address", "add", address(name) + "/24", "dev", "eth0");
      SystemCommand.run("ip", "-n", namespace(name), "link", "set", "lo", "up");
      SystemCommand.run("ip", "-n", namespace(name), "link", "set", "eth0", "up");
    }
  }

  private List<String> othersThan(String name) {
    return names.stream().filter(other -> !other.equals(name)).toList();
  }

  private String namespace(String name) {
    return prefix + "-" + name;
  }

  private void filter(String name, String... rule) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(runIn(name));
    command.add("iptables");
    command.add("-w");
    command.addAll(List.of(rule));
    SystemCommand.run(command.toArray(String[]::new));
  }
}
