/// What the configuration file says of groups: which pushes add up, how long groups live, what
/// becomes of their labels.
///
/// [RulesFile] holds the file and reads it again; [Rules] finds the rule of a group and explains
/// the choice; [PushPolicy] is what a rule says.
@NullMarked
package io.sluice.rules;

import org.jspecify.annotations.NullMarked;
