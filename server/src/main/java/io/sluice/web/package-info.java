/// The endpoints: the handlers of the paths, and the checks of all requests.
@NullMarked
package io.sluice.web;

import org.jspecify.annotations.NullMarked;
