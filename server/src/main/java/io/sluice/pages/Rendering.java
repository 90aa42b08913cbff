package io.sluice.pages;

/// How a scrape renders the samples of a family as lines.
public sealed interface Rendering permits TextRendering, OpenMetricsRendering {}
