/// Prometheus selectors and the regular expressions in them.
///
/// [Selector] parses and evaluates Prometheus's instant vector selectors; [AnchoredRegex] is the
/// RE2 expression that their matchers and relabeling use.
@NullMarked
package io.sluice.selector;

import org.jspecify.annotations.NullMarked;
