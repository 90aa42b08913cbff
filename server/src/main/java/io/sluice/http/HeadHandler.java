package io.sluice.http;

import java.util.concurrent.CompletionStage;

/// A handler that decides by the head of a request who answers it.
///
/// As the root of a server it is asked before the body is read: who is turned away has not made the
/// server take in anything more.
public interface HeadHandler extends Handler {
  /// Decides. Called on an event loop, so it must not block.
  ///
  /// @param head the request without its body
  CompletionStage<Admission> admit(Request head);

  @Override
  default CompletionStage<Response> handle(Request request) {
    return admit(request).thenCompose(admission -> admission.handler().handle(request));
  }
}
