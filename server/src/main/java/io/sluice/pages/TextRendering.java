package io.sluice.pages;

import io.sluice.format.EscapingScheme;

/// How the samples of a family are rendered in the text format.
///
/// @param shownName the exposed name: the family's own name unless it is escaped
/// @param escaping how label names are escaped
public record TextRendering(String shownName, EscapingScheme escaping) implements Rendering {}
