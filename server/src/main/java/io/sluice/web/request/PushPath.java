package io.sluice.web.request;

import org.jspecify.annotations.Nullable;

/// The part of a path that identifies a group, percent-decoded, one byte per char.
///
/// @param job the segment after `job/` or `job@base64/`; null if there is none, which is only
///   allowed for aggregated groups
/// @param labels the rest of the path from the next slash on, or empty
public record PushPath(boolean isJobBase64, @Nullable String job, String labels) {}
