/// One handler per endpoint.
@NullMarked
package io.sluice.web;

import org.jspecify.annotations.NullMarked;
