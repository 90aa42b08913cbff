/// Tests of the web UI in a real Chromium.
@NullMarked
package io.sluice.systemtests.page;

import org.jspecify.annotations.NullMarked;
