/// Reads configuration files in YAML strictly: unknown keys, duplicate keys and values of the wrong
/// kind are errors with their line and column.
///
/// [YamlFile] parses a file; [YamlMap] gives access to its keys.
@NullMarked
package io.sluice.yaml;

import org.jspecify.annotations.NullMarked;
