/// Families as they are stored: bytes, in pages by slot, with copy-on-write views.
@NullMarked
package io.sluice.pages;

import org.jspecify.annotations.NullMarked;
