package io.sluice.cli;

import io.sluice.cluster.ClusterPeer;
import io.sluice.cluster.NodeAddress;
import io.sluice.go.GoDuration;
import io.sluice.go.GoQuote;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The values of the flags of a cluster node.
///
/// @param data the folder of the node; empty for a standalone gateway
/// @param peers empty for a node that is already part of a cluster
/// @param tlsCertificate empty for plain text; so are the other two then
/// @param readsStale whether scrapes return the state of this node, without asking the leader
public record ClusterFlags(
    String data,
    String node,
    List<ClusterPeer> peers,
    String listen,
    String tlsCertificate,
    String tlsKey,
    String tlsCa,
    boolean isInsecure,
    Duration electionTimeout,
    boolean readsStale) {
  private static final String LINEARIZABLE = "linearizable";
  private static final String STALE = "stale";
  private static final Duration LEAST_ELECTION_TIMEOUT = Duration.ofMillis(100);
  private static final Duration MOST_ELECTION_TIMEOUT = Duration.ofMinutes(1);

  public ClusterFlags {
    peers = List.copyOf(peers);
  }

  /// Whether the gateway is a cluster node.
  public boolean isOn() {
    return !data.isEmpty();
  }

  /// The address on which the node accepts connections of other nodes.
  public NodeAddress listenAddress() {
    return NodeAddress.parse(listen);
  }

  static ClusterFlags of(Map<Flag, String> values, String persistenceFile) throws FlagException {
    var flags =
        new ClusterFlags(
            Flag.CLUSTER_DATA.valueIn(values),
            Flag.CLUSTER_NODE.valueIn(values),
            peers(Flag.CLUSTER_PEERS.valueIn(values)),
            Flag.CLUSTER_LISTEN.valueIn(values),
            Flag.CLUSTER_TLS_CERT.valueIn(values),
            Flag.CLUSTER_TLS_KEY.valueIn(values),
            Flag.CLUSTER_TLS_CA.valueIn(values),
            Boolean.parseBoolean(Flag.CLUSTER_INSECURE.valueIn(values)),
            electionTimeout(Flag.CLUSTER_ELECTION_TIMEOUT.valueIn(values)),
            readsStale(Flag.CLUSTER_READ.valueIn(values)));
    flags.check(persistenceFile);
    return flags;
  }

  Map<Flag, String> asMap() {
    var map = new EnumMap<Flag, String>(Flag.class);
    map.put(Flag.CLUSTER_DATA, data);
    map.put(Flag.CLUSTER_NODE, node);
    map.put(
        Flag.CLUSTER_PEERS, String.join(",", peers.stream().map(ClusterPeer::toString).toList()));
    map.put(Flag.CLUSTER_LISTEN, listen);
    map.put(Flag.CLUSTER_TLS_CERT, tlsCertificate);
    map.put(Flag.CLUSTER_TLS_KEY, tlsKey);
    map.put(Flag.CLUSTER_TLS_CA, tlsCa);
    map.put(Flag.CLUSTER_INSECURE, String.valueOf(isInsecure));
    map.put(Flag.CLUSTER_ELECTION_TIMEOUT, GoDuration.format(electionTimeout));
    map.put(Flag.CLUSTER_READ, readsStale ? STALE : LINEARIZABLE);
    return map;
  }

  private void check(String persistenceFile) throws FlagException {
    if (!isOn()) {
      if (!peers.isEmpty() || !node.isEmpty()) {
        throw new FlagException("--cluster.node and --cluster.peers require --cluster.data");
      }
      return;
    }
    if (!persistenceFile.isEmpty()) {
      throw new FlagException(
          "--persistence.file cannot be used with --cluster.data; to start a cluster with the state"
              + " of a file, use: sluice cluster import");
    }
    if (node.isEmpty()) {
      throw new FlagException("--cluster.data requires --cluster.node");
    }
    checkNames();
    boolean hasTls = !tlsCertificate.isEmpty();
    if (hasTls == tlsKey.isEmpty() || hasTls == tlsCa.isEmpty()) {
      throw new FlagException(
          "--cluster.tls-cert, --cluster.tls-key and --cluster.tls-ca must be given together");
    }
    if (!hasTls && !isInsecure && !isOnLoopback()) {
      throw new FlagException(
          "addresses other than loopback require --cluster.tls-cert, --cluster.tls-key and"
              + " --cluster.tls-ca, or --cluster.insecure on a trusted network");
    }
  }

  private void checkNames() throws FlagException {
    try {
      ClusterPeer.checkName(node);
      listenAddress();
    } catch (IllegalArgumentException e) {
      throw new FlagException(String.valueOf(e.getMessage()));
    }
  }

  private boolean isOnLoopback() {
    return isLoopback(listenAddress().host())
        && peers.stream().allMatch(peer -> isLoopback(peer.address().host()));
  }

  private static boolean isLoopback(String host) {
    try {
      return !host.isEmpty() && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }

  private static List<ClusterPeer> peers(String text) throws FlagException {
    try {
      return ClusterPeer.parseList(text);
    } catch (IllegalArgumentException e) {
      throw new FlagException("--" + Flag.CLUSTER_PEERS.longName + ": " + e.getMessage());
    }
  }

  private static Duration electionTimeout(String text) throws FlagException {
    Duration timeout = FlagDuration.parse(text);
    if (timeout.compareTo(LEAST_ELECTION_TIMEOUT) < 0
        || timeout.compareTo(MOST_ELECTION_TIMEOUT) > 0) {
      throw new FlagException(
          "--%s must be from 100ms to 1m, got %s"
              .formatted(Flag.CLUSTER_ELECTION_TIMEOUT.longName, text));
    }
    return timeout;
  }

  private static boolean readsStale(String mode) throws FlagException {
    return switch (mode) {
      case LINEARIZABLE -> false;
      case STALE -> true;
      default ->
          throw new FlagException(
              "--%s must be linearizable or stale, got %s"
                  .formatted(Flag.CLUSTER_READ.longName, GoQuote.quote(mode)));
    };
  }
}
