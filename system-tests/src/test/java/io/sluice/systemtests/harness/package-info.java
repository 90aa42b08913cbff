/// What all system tests use: they start gateways and other programs, send requests, read scrapes,
/// and await conditions. It contains no tests and knows none.
@NullMarked
package io.sluice.systemtests.harness;

import org.jspecify.annotations.NullMarked;
