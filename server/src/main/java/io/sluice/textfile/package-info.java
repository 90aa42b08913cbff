/// Directories of text files, each of which is a group that is pushed whenever the file changes.
@NullMarked
package io.sluice.textfile;

import org.jspecify.annotations.NullMarked;
