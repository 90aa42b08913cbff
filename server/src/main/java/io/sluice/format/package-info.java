/// The formats of bodies and scrapes: text, protobuf, JSON; content types and escaping schemes.
@NullMarked
package io.sluice.format;

import org.jspecify.annotations.NullMarked;
