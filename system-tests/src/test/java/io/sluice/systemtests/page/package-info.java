/// The page, used in a real Chromium as people use it.
@NullMarked
package io.sluice.systemtests.page;

import org.jspecify.annotations.NullMarked;
