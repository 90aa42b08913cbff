/// Reads requests: paths, grouping keys, parameters, and the rights they need.
@NullMarked
package io.sluice.web.request;

import org.jspecify.annotations.NullMarked;
