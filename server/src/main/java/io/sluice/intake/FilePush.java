package io.sluice.intake;

import io.sluice.command.PushOrigin;
import io.sluice.model.GroupingKey;

/// The push of a file, which replaces the content of its group.
///
/// @param key derived from the file's path, before rules drop labels from it
public record FilePush(GroupingKey key, PushContent content, PushOrigin.File file) {}
