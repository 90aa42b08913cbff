package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// curl in a shell, as in the Pushgateway's documentation.
final class CurlTest implements ClientContract {
  @BeforeEach
  void requireClient() throws InterruptedException {
    Program.require("curl", "curl", "--version");
  }

  @Override
  public void act(Operation operation, String address) throws Exception {
    Program.run(
            Path.of("."),
            Map.of(),
            List.of("sh", Script.path("backup.sh"), "http://" + address, operation.word()))
        .orFail();
  }

  @Override
  public String everything() {
    return Golden.BACKUP + Golden.MEDIAN;
  }

  @Test
  void echo_ofOneSample_isUntyped() throws Exception {
    try (Gateway gateway = Gateway.start()) {
      gateway.shell("echo 'some_metric 3.14' | curl --data-binary @- $URL/metrics/job/some_job");
      ReadBack found = ReadBack.of(gateway);
      found.hasGroups("{job=\"some_job\"}");
      found.hasLines(
          """
          # TYPE some_metric untyped
          some_metric{instance="",job="some_job"} 3.14
          """);
    }
  }

  @Test
  void delete_ofAJob_keepsItsInstances() throws Exception {
    try (Gateway gateway = Gateway.start()) {
      gateway.shell("echo 'm 1' | curl --data-binary @- $URL/metrics/job/some_job");
      gateway.shell("echo 'm 2' | curl --data-binary @- $URL/metrics/job/some_job/instance/i");
      gateway.shell("curl -X DELETE $URL/metrics/job/some_job");
      ReadBack found = ReadBack.of(gateway);
      found.hasGroups("{instance=\"i\",job=\"some_job\"}");
      found.hasLines(
          """
          # TYPE m untyped
          m{instance="i",job="some_job"} 2
          """);
    }
  }

  @Test
  void push_percentEncodedAndBase64_areOneGroup() throws Exception {
    try (Gateway gateway = Gateway.start()) {
      gateway.shell(
          "echo 'm 1' | curl --data-binary @- "
              + "$URL/metrics/job/titan/name/%CE%A0%CF%81%CE%BF%CE%BC%CE%B7%CE%B8%CE%B5%CF%8D%CF%82");
      gateway.shell(
          "echo 'm 2' | curl --data-binary @- "
              + "$URL/metrics/job/titan/name@base64/zqDPgc6_zrzOt864zrXPjc-C");
      ReadBack found = ReadBack.of(gateway);
      found.hasGroups("{job=\"titan\",name=\"Προμηθεύς\"}");
      found.hasLines(
          """
          # TYPE m untyped
          m{instance="",job="titan",name="Προμηθεύς"} 2
          """);
    }
  }

  @Test
  void push_ofABrokenLine_saysWhatIsWrong() throws Exception {
    try (Gateway gateway = Gateway.start()) {
      String answer =
          gateway.shell("echo 'm one' | curl --silent --data-binary @- $URL/metrics/job/j");
      assertThat(answer.lines().findFirst())
          .contains("text format parsing error in line 1: expected float as value, got \"one\"");
      ReadBack.of(gateway).hasGroups();
    }
  }

  @Test
  void wipe_withTheAdminApi_leavesNothing() throws Exception {
    try (Gateway gateway = Gateway.start("--web.enable-admin-api")) {
      gateway.shell("echo 'm 1' | curl --data-binary @- $URL/metrics/job/some_job");
      gateway.shell("curl -X PUT $URL/api/v1/admin/wipe");
      ReadBack found = Await.until(() -> ReadBack.of(gateway), it -> it.groups().isEmpty());
      found.hasGroups();
      found.hasLines("");
    }
  }
}
