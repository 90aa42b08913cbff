package io.sluice.http;

import java.util.concurrent.CompletionStage;

/// A handler that chooses another handler by the head of a request.
///
/// As the root handler of a server it is called before the body is read, so that the bodies of
/// rejected requests are not received.
public interface HeadHandler extends Handler {
  /// Decides about a request. Called on an event loop, so it must not block.
  ///
  /// @param head the request without its body
  CompletionStage<Admission> admit(Request head);

  @Override
  default CompletionStage<Response> handle(Request request) {
    return admit(request).thenCompose(admission -> admission.handler().handle(request));
  }
}
