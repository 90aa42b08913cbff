/// The parser and the writers of the protobuf format, length-delimited and as text.
@NullMarked
package io.sluice.format.protobuf;

import org.jspecify.annotations.NullMarked;
