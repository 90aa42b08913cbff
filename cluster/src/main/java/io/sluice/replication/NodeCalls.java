package io.sluice.replication;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionStage;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.ServerServiceDefinition;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;

/// The requests between nodes other than those of Ratis, on the same port and with the same
/// certificates. Requests and responses are bytes.
final class NodeCalls {
  private static final String SERVICE = "sluice.Nodes";

  /// Requests information about a node.
  static final MethodDescriptor<byte[], byte[]> HELLO = method("hello");

  /// Submits a batch to the leader.
  static final MethodDescriptor<byte[], byte[]> SUBMIT = method("submit");

  /// Requests a change of the cluster from the leader.
  static final MethodDescriptor<byte[], byte[]> CHANGE = method("change");

  /// Handles a request.
  @FunctionalInterface
  interface Handler {
    CompletionStage<byte[]> handle(byte[] request);
  }

  private NodeCalls() {}

  /// The service with these handlers.
  static ServerServiceDefinition service(Handler hello, Handler submit, Handler change) {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(HELLO, ServerCalls.asyncUnaryCall((r, o) -> answer(hello, r, o)))
        .addMethod(SUBMIT, ServerCalls.asyncUnaryCall((r, o) -> answer(submit, r, o)))
        .addMethod(CHANGE, ServerCalls.asyncUnaryCall((r, o) -> answer(change, r, o)))
        .build();
  }

  private static void answer(Handler handler, byte[] request, StreamObserver<byte[]> observer) {
    handler
        .handle(request)
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                observer.onNext(answer);
                observer.onCompleted();
              } else {
                observer.onError(
                    Status.INTERNAL.withDescription(failure.toString()).asRuntimeException());
              }
            });
  }

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(new Octets())
        .setResponseMarshaller(new Octets())
        .build();
  }

  private record Octets() implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
