/// The web UI and its files.
@NullMarked
package io.sluice.web.ui;

import org.jspecify.annotations.NullMarked;
