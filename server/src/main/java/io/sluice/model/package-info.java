/// The content of a push: labels, grouping keys, metrics and metric families, and the rules for
/// their names.
@NullMarked
package io.sluice.model;

import org.jspecify.annotations.NullMarked;
