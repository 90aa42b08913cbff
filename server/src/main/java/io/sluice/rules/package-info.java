/// The configuration of groups: aggregation, expiry, relabeling, limits.
///
/// [RulesFile] loads and reloads the file; [Rules] finds the rule of a group and explains the
/// choice; [PushPolicy] contains the settings of a rule.
@NullMarked
package io.sluice.rules;

import org.jspecify.annotations.NullMarked;
