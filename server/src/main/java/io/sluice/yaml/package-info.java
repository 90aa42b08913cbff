/// Configuration files in YAML, read strictly: what is unknown, said twice or of the wrong kind is
/// an error with its line and column.
///
/// [YamlFile] reads a text; [YamlMap] is what the reader of a configuration asks for its keys.
@NullMarked
package io.sluice.yaml;

import org.jspecify.annotations.NullMarked;
