package io.sluice.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// A configured node.
///
/// @param name letters, digits, `.`, `_` and `-`
/// @param address its address for the other nodes
public record ClusterPeer(String name, NodeAddress address) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,62})");

  public ClusterPeer {
    checkName(name);
    if (address.host().isEmpty()) {
      throw new IllegalArgumentException("the address of node " + name + " has no host");
    }
  }

  /// Parses a list such as `a=host-a:9095,b=host-b:9095`.
  ///
  /// @throws IllegalArgumentException if it is not one
  public static List<ClusterPeer> parseList(String text) {
    var peers = new ArrayList<ClusterPeer>();
    if (text.isEmpty()) {
      return peers;
    }
    Set<String> names = new HashSet<>();
    Set<NodeAddress> addresses = new HashSet<>();
    for (String one : text.split(",", -1)) {
      ClusterPeer peer = parse(one.strip());
      if (!names.add(peer.name)) {
        throw new IllegalArgumentException("node " + peer.name + " is listed twice");
      }
      if (!addresses.add(peer.address)) {
        throw new IllegalArgumentException("two nodes have the address " + peer.address);
      }
      peers.add(peer);
    }
    return peers;
  }

  /// Parses a node such as `a=host-a:9095`.
  ///
  /// @throws IllegalArgumentException if it is not one
  public static ClusterPeer parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("expected name=host:port, got \"" + text + "\"");
    }
    return new ClusterPeer(
        text.substring(0, equals), NodeAddress.parse(text.substring(equals + 1)));
  }

  /// Checks the name of a node.
  ///
  /// @throws IllegalArgumentException if the name is invalid
  public static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "expected the name of a node: a letter or digit, then at most 62 letters, digits,"
              + " '.', '_' or '-'; got \""
              + name
              + "\"");
    }
  }

  @Override
  public String toString() {
    return name + "=" + address;
  }
}
