package io.sluice.gofile;

import java.util.List;

/// A type of the gob encoding, as the stream defines it. Other types are referred to by their ids.
sealed interface GobType {
  /// The types every stream knows, under the ids 1 to 8.
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

  /// As many elements as `length` says, after their count.
  record Array(int element, long length) implements GobType {}

  /// Elements after their count.
  record Slice(int element) implements GobType {}

  /// Keys and elements after the count of pairs.
  record Map(int key, int element) implements GobType {}

  /// Fields that are not zero, each after the distance of its number from the one before, and a 0.
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

  /// Bytes that only the Go type itself can read: that of a GobEncoder and its like.
  record Opaque() implements GobType {}

  /// A field of a struct.
  record Field(String name, int type) {}
}
