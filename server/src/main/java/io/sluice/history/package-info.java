/// What has happened lately, in bounded memory: the last pushes, and figures of the last hour.
///
/// Nothing of it is state: it begins empty with each start of the gateway.
@NullMarked
package io.sluice.history;

import org.jspecify.annotations.NullMarked;
