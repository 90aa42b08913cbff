/// The endpoints: which handler answers which path, and what all requests pass before.
@NullMarked
package io.sluice.web;

import org.jspecify.annotations.NullMarked;
