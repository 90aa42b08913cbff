/// The common parts of all system tests: they start gateways and other programs, send requests,
/// read scrapes, and await conditions. This package contains no tests and does not depend on them.
@NullMarked
package io.sluice.systemtests.harness;

import org.jspecify.annotations.NullMarked;
