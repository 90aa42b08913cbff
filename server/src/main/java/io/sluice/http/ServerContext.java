package io.sluice.http;

import java.util.concurrent.Executor;

/// What all connections of a server share.
///
/// @param root answers every request
/// @param workers make the chunks of long answers
record ServerContext(Handler root, HttpLimits limits, DateHeader date, Executor workers) {}
