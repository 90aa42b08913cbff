/// Pushes and deletes of groups, in every format, and the answers to them.
@NullMarked
package io.sluice.web.push;

import org.jspecify.annotations.NullMarked;
