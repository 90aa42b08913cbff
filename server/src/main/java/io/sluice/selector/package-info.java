/// Prometheus selectors and the regular expressions in them.
///
/// [Selector] reads and applies what Prometheus calls an instant vector selector; [AnchoredRegex]
/// is the RE2 expression that its matchers and relabelling use.
@NullMarked
package io.sluice.selector;

import org.jspecify.annotations.NullMarked;
