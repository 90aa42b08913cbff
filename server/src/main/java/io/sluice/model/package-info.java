/// What a push is made of: labels, grouping keys, metrics and metric families, and what their names
/// may be.
@NullMarked
package io.sluice.model;

import org.jspecify.annotations.NullMarked;
