/// The storage of families: bytes, in pages by slot, with copy-on-write views.
@NullMarked
package io.sluice.pages;

import org.jspecify.annotations.NullMarked;
