package io.sluice.replication;

import io.sluice.cluster.ClusterSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.netty.GrpcSslContexts;
import org.apache.ratis.thirdparty.io.grpc.netty.NegotiationType;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.ClientCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/// Connections to other nodes for [NodeCalls]. There is one connection for each address, created at
/// its first use.
final class NodeClients implements AutoCloseable {
  private static final int FLOW_CONTROL_WINDOW = 1 << 20; // 1 MiB
  private static final Duration KEEPALIVE = Duration.ofSeconds(2);

  private final @Nullable SslContext tls;
  private final int maxMessageBytes;
  private final Map<String, ManagedChannel> addressToChannel = new ConcurrentHashMap<>();

  /// @param maxMessageBytes the maximum size of a response
  NodeClients(ClusterSettings.@Nullable NodeTls tls, int maxMessageBytes) throws IOException {
    this.tls =
        tls == null
            ? null
            : GrpcSslContexts.forClient()
                .keyManager(tls.certificate().toFile(), tls.key().toFile())
                .trustManager(tls.ca().toFile())
                .build();
    this.maxMessageBytes = maxMessageBytes;
  }

  /// Sends `request` to the node at `address`. The future fails if there is no response in time.
  CompletableFuture<byte[]> call(
      String address, MethodDescriptor<byte[], byte[]> method, byte[] request, Duration timeout) {
    var answer = new CompletableFuture<byte[]>();
    ManagedChannel channel = addressToChannel.computeIfAbsent(address, this::connect);
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
    ClientCalls.asyncUnaryCall(
        channel.newCall(method, options),
        request,
        new StreamObserver<>() {
          @Override
          public void onNext(byte[] value) {
            answer.complete(value);
          }

          @Override
          public void onError(Throwable failure) {
            answer.completeExceptionally(failure);
          }

          @Override
          public void onCompleted() {
            answer.completeExceptionally(new IOException("the answer of the node is empty"));
          }
        });
    return answer;
  }

  @Override
  public void close() {
    addressToChannel.values().forEach(ManagedChannel::shutdownNow);
  }

  private ManagedChannel connect(String address) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget(address)
            .negotiationType(tls == null ? NegotiationType.PLAINTEXT : NegotiationType.TLS)
            .flowControlWindow(FLOW_CONTROL_WINDOW)
            .maxInboundMessageSize(maxMessageBytes)
            .keepAliveTime(KEEPALIVE.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(KEEPALIVE.toMillis(), TimeUnit.MILLISECONDS);
    return tls == null ? builder.build() : builder.sslContext(tls).build();
  }
}
