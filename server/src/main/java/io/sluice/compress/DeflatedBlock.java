package io.sluice.compress;

/// A block of bytes that was compressed independently and can be a part of any gzip member. The
/// bytes must not be modified.
///
/// @param bytes deflate blocks that end at a byte boundary; none of them is marked as the last one,
///   and none refers to earlier data
/// @param crc of the uncompressed bytes
/// @param crcShift the factor for the CRC of the preceding bytes, see [Crc32#shift]
/// @param plainBytes number of uncompressed bytes
/// @param level the level of compression
public record DeflatedBlock(byte[] bytes, int crc, int crcShift, int plainBytes, int level) {}
