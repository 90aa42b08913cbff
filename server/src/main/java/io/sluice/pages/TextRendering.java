package io.sluice.pages;

import io.sluice.format.EscapingScheme;

/// How a scrape in the text format shows the samples of a family.
///
/// @param shownName the family's name as this scrape has it; its own, unless that is escaped
/// @param escaping what becomes of the names of labels
public record TextRendering(String shownName, EscapingScheme escaping) implements Rendering {}
