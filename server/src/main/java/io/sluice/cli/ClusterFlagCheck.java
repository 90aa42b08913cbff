package io.sluice.cli;

import io.sluice.cluster.ClusterPeer;
import io.sluice.cluster.NodeAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Checks the flags of a cluster node against each other.
final class ClusterFlagCheck {
  private ClusterFlagCheck() {}

  static void check(Flags flags) throws FlagException {
    String node = flags.get(Flag.CLUSTER_NODE);
    if (!flags.isClusterNode()) {
      if (!flags.get(Flag.CLUSTER_PEERS).isEmpty() || !node.isEmpty()) {
        throw new FlagException("--cluster.node and --cluster.peers require --cluster.data");
      }
      return;
    }
    if (!flags.get(Flag.PERSISTENCE_FILE).isEmpty()) {
      throw new FlagException(
          "--persistence.file cannot be used with --cluster.data; to start a cluster with the state"
              + " of a file, use: sluice cluster import");
    }
    if (!flags.get(Flag.TEXTFILE_DIRECTORY).isEmpty()) {
      throw new FlagException("--textfile.directory cannot be used with --cluster.data");
    }
    if (node.isEmpty()) {
      throw new FlagException("--cluster.data requires --cluster.node");
    }
    checkTls(flags, listenAddress(flags, node));
  }

  private static NodeAddress listenAddress(Flags flags, String node) throws FlagException {
    try {
      ClusterPeer.checkName(node);
      return NodeAddress.parse(flags.get(Flag.CLUSTER_LISTEN));
    } catch (IllegalArgumentException e) {
      throw new FlagException(String.valueOf(e.getMessage()));
    }
  }

  private static void checkTls(Flags flags, NodeAddress listenAddress) throws FlagException {
    boolean hasTls = !flags.get(Flag.CLUSTER_TLS_CERT).isEmpty();
    if (hasTls == flags.get(Flag.CLUSTER_TLS_KEY).isEmpty()
        || hasTls == flags.get(Flag.CLUSTER_TLS_CA).isEmpty()) {
      throw new FlagException(
          "--cluster.tls-cert, --cluster.tls-key and --cluster.tls-ca must be given together");
    }
    if (!hasTls
        && !flags.get(Flag.CLUSTER_INSECURE)
        && !isOnLoopback(listenAddress, flags.get(Flag.CLUSTER_PEERS))) {
      throw new FlagException(
          "addresses other than loopback require --cluster.tls-cert, --cluster.tls-key and"
              + " --cluster.tls-ca, or --cluster.insecure on a trusted network");
    }
  }

  private static boolean isOnLoopback(NodeAddress listenAddress, List<ClusterPeer> peers) {
    return isLoopback(listenAddress.host())
        && peers.stream().allMatch(peer -> isLoopback(peer.address().host()));
  }

  private static boolean isLoopback(String host) {
    try {
      return !host.isEmpty() && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }
}
