package io.sluice.exposition;

import io.sluice.go.ByteArrayBuilder;
import io.sluice.pages.FamilyPage;
import io.sluice.pages.Rendering;
import java.util.List;
import java.util.function.Consumer;

/// A part of an exposition in lines: lines that are written for this scrape, followed by stored
/// pages.
///
/// @param start writes the first lines: the header of a family, the gateway's own series
/// @param rendering how the pages are rendered
record Passage(Consumer<ByteArrayBuilder> start, Rendering rendering, List<FamilyPage> pages) {}
