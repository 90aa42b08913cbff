package io.sluice.compress;

/// A stretch of bytes, deflated by itself, ready to be put into any gzip member. The bytes must not
/// be changed.
///
/// @param bytes deflate blocks that end at a byte boundary; none of them is the last of its stream,
///   and none refers to what came before
/// @param crc of the plain bytes
/// @param crcShift what [GzipMember] multiplies the CRC of all before with
/// @param plainBytes how many plain bytes there are
/// @param level the level of compression
public record DeflatedBlock(byte[] bytes, int crc, int crcShift, int plainBytes, int level) {}
