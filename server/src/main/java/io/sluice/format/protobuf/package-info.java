/// The protobuf format, delimited and as text: parser and writers.
@NullMarked
package io.sluice.format.protobuf;

import org.jspecify.annotations.NullMarked;
