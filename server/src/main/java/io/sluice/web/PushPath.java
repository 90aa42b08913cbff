package io.sluice.web;

/// The part of a path that names a group, percent-decoded, one byte a char.
///
/// @param job the segment after `job/` or `job@base64/`
/// @param labels what follows from the next slash on, or empty
record PushPath(boolean isJobBase64, String job, String labels) {}
