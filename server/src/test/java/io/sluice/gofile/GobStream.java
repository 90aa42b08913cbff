package io.sluice.gofile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes valid and invalid gob streams byte by byte, independent of the code under test.
final class GobStream {
  /// Ids of basic types.
  static final int INT = 2;

  static final int BYTES = 5;
  static final int STRING = 6;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  byte[] toByteArray() {
    return out.toByteArray();
  }

  GobStream unsigned(long value) {
    if (value >= 0 && value < 0x80) {
      out.write((int) value);
      return this;
    }
    int count = 8;
    while (count > 1 && value >>> (8 * (count - 1)) == 0) {
      count--;
    }
    out.write(0x100 - count);
    for (int i = count - 1; i >= 0; i--) {
      out.write((int) (value >>> (8 * i)));
    }
    return this;
  }

  GobStream signed(long value) {
    return unsigned(value < 0 ? (~value << 1) | 1 : value << 1);
  }

  GobStream string(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  GobStream bytes(byte[] bytes) {
    unsigned(bytes.length);
    return raw(bytes);
  }

  GobStream raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /// A message after its length.
  GobStream message(GobStream content) {
    return bytes(content.toByteArray());
  }

  GobStream defineMap(int id, int key, int element) {
    var type = common(id, 4);
    type.unsigned(1).signed(key).unsigned(1).signed(element).unsigned(0).unsigned(0);
    return message(type);
  }

  GobStream defineSlice(int id, int element) {
    return message(common(id, 2).unsigned(1).signed(element).unsigned(0).unsigned(0));
  }

  GobStream defineArray(int id, int element, int length) {
    var type = common(id, 1);
    type.unsigned(1).signed(element).unsigned(1).signed(length).unsigned(0).unsigned(0);
    return message(type);
  }

  /// @param namesAndTypes name, type id, name, type id, ...
  GobStream defineStruct(int id, Object... namesAndTypes) {
    var type = common(id, 3).unsigned(1).unsigned(namesAndTypes.length / 2);
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      type.unsigned(1).string((String) namesAndTypes[i]);
      type.unsigned(1).signed((Integer) namesAndTypes[i + 1]).unsigned(0);
    }
    return message(type.unsigned(0).unsigned(0));
  }

  GobStream defineOpaque(int id) {
    return message(common(id, 5).unsigned(0).unsigned(0));
  }

  private static GobStream common(int id, int kind) {
    return new GobStream().signed(-id).unsigned(kind).unsigned(1).unsigned(2).signed(7).unsigned(0);
  }
}
