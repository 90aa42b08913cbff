package io.sluice.web;

import org.jspecify.annotations.Nullable;

/// The part of a path that names a group, percent-decoded, one byte a char.
///
/// @param job the segment after `job/` or `job@base64/`; null where the path has none, as only an
///   aggregated group's may
/// @param labels what follows from the next slash on, or empty
record PushPath(boolean isJobBase64, @Nullable String job, String labels) {}
