package io.sluice.format;

/// The format of a scrape, and how names are escaped in it.
public record NegotiatedFormat(ExpositionFormat format, EscapingScheme escaping) {
  /// The value of the `Content-Type` header.
  public String contentType() {
    return format.mediaType() + "; escaping=" + escaping.parameter();
  }
}
