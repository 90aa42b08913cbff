/// Files that users configure: their content, reloaded when it has changed, and error messages.
@NullMarked
package io.sluice.files;

import org.jspecify.annotations.NullMarked;
