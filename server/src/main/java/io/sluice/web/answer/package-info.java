/// Builds answers: JSON, and long answers made from a view of the state.
@NullMarked
package io.sluice.web.answer;

import org.jspecify.annotations.NullMarked;
