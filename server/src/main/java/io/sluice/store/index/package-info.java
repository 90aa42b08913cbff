/// Structures by which the store finds groups, names and pushes. They know no groups themselves.
@NullMarked
package io.sluice.store.index;

import org.jspecify.annotations.NullMarked;
