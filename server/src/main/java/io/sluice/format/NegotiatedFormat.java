package io.sluice.format;

/// What a scraper gets: the format, and how names are escaped in it.
public record NegotiatedFormat(ExpositionFormat format, EscapingScheme escaping) {
  /// The value of the `Content-Type` header.
  public String contentType() {
    return format.mediaType() + "; escaping=" + escaping.parameter();
  }
}
