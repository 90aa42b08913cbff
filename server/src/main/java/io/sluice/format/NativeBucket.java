package io.sluice.format;

/// A bucket of a native histogram in the JSON API.
///
/// @param boundaries which bounds are inclusive: 0 the upper, 1 the lower, 2 none, 3 both
/// @param count as text, because it is an unsigned 64-bit integer or a floating-point number
public record NativeBucket(int boundaries, double lower, double upper, String count) {}
