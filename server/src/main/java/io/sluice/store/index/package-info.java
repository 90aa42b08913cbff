/// Structures by which the store finds groups, names and pushes. They do not refer to groups.
@NullMarked
package io.sluice.store.index;

import org.jspecify.annotations.NullMarked;
