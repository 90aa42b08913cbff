package io.sluice.exposition;

import io.sluice.go.ByteArrayBuilder;
import io.sluice.pages.FamilyPage;
import io.sluice.pages.Rendering;
import java.util.List;
import java.util.function.Consumer;

/// A stretch of an exposition in lines: some that are written for this scrape, then pages.
///
/// @param start writes the first ones: the header of a family, the gateway's own series
/// @param rendering how the pages are shown
record Passage(Consumer<ByteArrayBuilder> start, Rendering rendering, List<FamilyPage> pages) {}
