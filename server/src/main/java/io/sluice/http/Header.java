package io.sluice.http;

/// One header field of an answer.
public record Header(String name, String value) {}
