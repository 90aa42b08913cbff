/// The recent history in bounded memory: the last pushes, and statistics of the last hour.
///
/// It is not persisted: it is empty after each start of the gateway.
@NullMarked
package io.sluice.history;

import org.jspecify.annotations.NullMarked;
