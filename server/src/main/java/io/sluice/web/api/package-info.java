/// The JSON API below `/api/v1`.
@NullMarked
package io.sluice.web.api;

import org.jspecify.annotations.NullMarked;
