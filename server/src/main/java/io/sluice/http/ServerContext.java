package io.sluice.http;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/// What all connections of a server share.
///
/// @param root answers every request
/// @param workers make the chunks of long answers
/// @param isStopping whether every answer is to be the last one of its connection
record ServerContext(
    Handler root, HttpLimits limits, DateHeader date, Executor workers, AtomicBoolean isStopping) {}
