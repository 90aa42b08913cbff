package io.sluice.http;

/// A header field of a response.
public record Header(String name, String value) {}
