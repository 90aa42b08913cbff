package io.sluice.intake;

import io.sluice.command.PushOrigin;
import io.sluice.model.GroupingKey;

/// A file that replaces what its group holds.
///
/// @param key as the file's name says it, before rules drop labels from it
public record FilePush(GroupingKey key, PushContent content, PushOrigin.File file) {}
