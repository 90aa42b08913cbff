package io.sluice.gofile;

import java.util.List;

/// A type of the gob encoding. It refers to other types by their ids.
sealed interface GobType {
  /// The predefined types, with the ids 1 to 8.
  enum Basic implements GobType {
    BOOL(1),
    INT(2),
    UINT(3),
    FLOAT(4),
    BYTES(5),
    STRING(6),
    COMPLEX(7),
    INTERFACE(8);

    private final int id;

    Basic(int id) {
      this.id = id;
    }

    int id() {
      return id;
    }
  }

  /// Exactly `length` elements, preceded by their count.
  record Array(int element, long length) implements GobType {}

  /// Elements, preceded by their count.
  record Slice(int element) implements GobType {}

  /// Pairs of a key and an element, preceded by their count.
  record Map(int key, int element) implements GobType {}

  /// The fields that are not zero, each preceded by the difference of its number to the previous
  /// one, and a final 0.
  record Struct(List<Field> fields) implements GobType {
    public Struct {
      fields = List.copyOf(fields);
    }

    /// The number of the field called `name`, or -1.
    int indexOf(String name) {
      for (int i = 0; i < fields.size(); i++) {
        if (fields.get(i).name().equals(name)) {
          return i;
        }
      }
      return -1;
    }
  }

  /// Bytes in the format of a Go type, such as a GobEncoder.
  record Opaque() implements GobType {}

  record Field(String name, int type) {}
}
