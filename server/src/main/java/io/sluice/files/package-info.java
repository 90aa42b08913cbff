/// Files as users name them: their content, read again when it has changed, and what to tell users
/// when the system refuses one.
@NullMarked
package io.sluice.files;

import org.jspecify.annotations.NullMarked;
