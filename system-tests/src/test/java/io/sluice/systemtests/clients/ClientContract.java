package io.sluice.systemtests.clients;

import io.sluice.systemtests.harness.Gateway;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The requirements of every client library on the gateway. Each implementation specifies how its
/// client is run, and the exposition of the metrics that it sent.
///
/// All clients push the same nightly backup: the counter `backup_records_total` with a label that
/// needs escaping, the gauge `backup_size_bytes`, the histogram `backup_duration_seconds` of 0.5, 5
/// and 50, and the summary `backup_file_bytes` of 7 and 9.
interface ClientContract {
  /// The operation that a client performs on its group.
  enum Operation {
    /// PUT the whole backup.
    PUSH,
    /// POST `backup_size_bytes` with the value 4096, alone.
    ADD,
    /// PUT `backup_size_bytes` with the value 4096, alone.
    REPLACE,
    /// DELETE the group.
    DELETE;

    /// The operation's name in the client's script.
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The size that `PUSH` sends, as exposed.
  String SIZE_PUSHED = " 1.0485765e+06";

  /// The size that `ADD` and `REPLACE` send.
  String SIZE_CHANGED = " 4096";

  /// Runs one operation of the client, and fails if the client reports a failure.
  ///
  /// @param address host and port, and a path if the gateway has a path prefix
  void act(Operation operation, String address) throws Exception;

  /// The grouping key, as `{job="...",...}`: with a slash and an empty value if the client supports
  /// them.
  default String group() {
    return Golden.GROUP;
  }

  /// The complete exposition after `PUSH`.
  String everything();

  /// The lines of [#everything()] that belong to `backup_size_bytes`.
  default String sizeWhenPushed() {
    return String.join(
        "\n", everything().lines().filter(line -> line.contains("backup_size_bytes")).toList());
  }

  @Test
  default void push_allTypes_areReadBackAsSent() throws Exception {
    try (Gateway gateway = Gateway.start()) {
      act(Operation.PUSH, gateway.address());
      ReadBack found = ReadBack.of(gateway);
      found.hasGroups(group());
      found.hasLines(everything());
    }
  }

  @Test
  default void add_ofOneFamily_keepsTheOthers() throws Exception {
    try (Gateway gateway = Gateway.start()) {
      act(Operation.PUSH, gateway.address());
      act(Operation.ADD, gateway.address());
      ReadBack found = ReadBack.of(gateway);
      found.hasGroups(group());
      found.hasLines(everything().replace(SIZE_PUSHED, SIZE_CHANGED));
    }
  }

  @Test
  default void replace_byOneFamily_dropsTheOthers() throws Exception {
    try (Gateway gateway = Gateway.start()) {
      act(Operation.PUSH, gateway.address());
      act(Operation.REPLACE, gateway.address());
      ReadBack found = ReadBack.of(gateway);
      found.hasGroups(group());
      found.hasLines(sizeWhenPushed().replace(SIZE_PUSHED, SIZE_CHANGED));
    }
  }

  @Test
  default void delete_ofTheGroup_leavesOtherGroups() throws Exception {
    try (Gateway gateway = Gateway.start()) {
      gateway.push("/metrics/job/witness", "witness 1\n");
      act(Operation.PUSH, gateway.address());
      ReadBack.of(gateway).hasGroups("{job=\"witness\"}", group());
      act(Operation.DELETE, gateway.address());
      ReadBack found = ReadBack.of(gateway);
      found.hasGroups("{job=\"witness\"}");
      found.hasLines(
          """
          # TYPE witness untyped
          witness{instance="",job="witness"} 1
          """);
    }
  }

  @Test
  default void push_twiceToAggregate_addsUp() throws Exception {
    try (Gateway gateway = Gateway.start()) {
      act(Operation.PUSH, gateway.address() + "/aggregate");
      act(Operation.PUSH, gateway.address() + "/aggregate");
      ReadBack found = ReadBack.of(gateway);
      found.hasGroups(group());
      found.hasLines(Sum.ofTwo(everything()));
      act(Operation.DELETE, gateway.address() + "/aggregate");
      ReadBack.of(gateway).hasGroups();
    }
  }
}
