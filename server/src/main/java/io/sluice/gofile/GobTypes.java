package io.sluice.gofile;

import io.sluice.gofile.GobType.Basic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The types that a stream has defined so far.
///
/// The package documentation of Go's `encoding/gob` describes the encoding. A definition is itself
/// a struct, `wireType`, whose fields are the kinds of types; its layout is part of the encoding.
final class GobTypes {
  /// The number of kinds of types.
  static final int KINDS = 7;

  /// Lower ids are reserved for the encoding itself.
  private static final int FIRST_DEFINED_ID = 64;

  // The types of a Pushgateway's file are about 25, with at most 16 fields each.
  private static final int MAX_TYPES = 1_000;
  private static final int MAX_FIELDS = 1_000;

  /// The maximum nesting depth of a skipped value.
  private static final int MAX_DEPTH = 100;

  private static final int COMMON_FIELDS = 2;
  private static final int ARRAY_FIELDS = 3;
  private static final int SLICE_FIELDS = 2;
  private static final int STRUCT_FIELDS = 2;
  private static final int FIELD_FIELDS = 2;
  private static final int MAP_FIELDS = 3;
  private static final int OPAQUE_FIELDS = 1;

  private final GobInput in;
  private final Map<Integer, GobType> idToType = new HashMap<>();

  GobTypes(GobInput in) {
    this.in = in;
    for (Basic basic : Basic.values()) {
      idToType.put(basic.id(), basic);
    }
  }

  /// The type with this id.
  GobType get(int id) throws GoFileException {
    GobType type = idToType.get(id);
    if (type == null) {
      throw in.damage("a type that was not defined: id=" + id);
    }
    return type;
  }

  /// Reads the definition of the type `id`.
  void define(long id) throws GoFileException {
    if (id < FIRST_DEFINED_ID || id > Integer.MAX_VALUE) {
      throw in.damage("a definition of a reserved type id: id=" + id);
    }
    if (idToType.size() == MAX_TYPES) {
      throw in.damage("more types than a Pushgateway's file can have: max=" + MAX_TYPES);
    }
    long start = in.position();
    if (idToType.putIfAbsent((int) id, definition()) != null) {
      throw new GoFileException("a type is defined twice: id=" + id, start);
    }
  }

  /// Reads a reference to a type.
  int typeId() throws GoFileException {
    long start = in.position();
    long id = in.signed();
    if (id < 1 || id > Integer.MAX_VALUE) {
      throw new GoFileException("not the id of a type: id=" + id, start);
    }
    return (int) id;
  }

  /// Skips a value of the type `id`.
  void skip(int id) throws GoFileException {
    skip(id, 0);
  }

  private void skip(int id, int depth) throws GoFileException {
    if (depth == MAX_DEPTH) {
      throw in.damage("values are nested too deeply: max=" + MAX_DEPTH);
    }
    switch (get(id)) {
      case Basic basic -> skipBasic(basic);
      case GobType.Opaque _ -> in.skipBytes("an opaque value");
      case GobType.Array array -> skipArray(array, depth);
      case GobType.Slice slice -> skipElements(in.length("a slice"), slice.element(), depth);
      case GobType.Map map -> {
        for (long left = in.length("a map"); left > 0; left--) {
          skip(map.key(), depth + 1);
          skip(map.element(), depth + 1);
        }
      }
      case GobType.Struct struct -> {
        var fields = new GobFields(in, struct.fields().size());
        while (fields.next()) {
          skip(struct.fields().get(fields.index()).type(), depth + 1);
        }
      }
    }
  }

  private void skipBasic(Basic basic) throws GoFileException {
    switch (basic) {
      case BOOL, INT, UINT, FLOAT -> in.unsigned();
      case BYTES, STRING -> in.skipBytes("a string");
      case COMPLEX -> {
        in.unsigned();
        in.unsigned();
      }
      case INTERFACE -> throw in.damage("an interface value, which no Pushgateway writes");
    }
  }

  private void skipArray(GobType.Array array, int depth) throws GoFileException {
    long start = in.position();
    long length = in.length("an array");
    if (length != array.length()) {
      throw new GoFileException(
          "an array of another length than its type has: length=%d type=%d"
              .formatted(length, array.length()),
          start);
    }
    skipElements(length, array.element(), depth);
  }

  private void skipElements(long count, int element, int depth) throws GoFileException {
    for (long left = count; left > 0; left--) {
      skip(element, depth + 1);
    }
  }

  private GobType definition() throws GoFileException {
    var kinds = new GobFields(in, KINDS);
    if (!kinds.next()) {
      throw in.damage("a type definition that defines nothing");
    }
    GobType type =
        switch (kinds.index()) {
          case 0 -> array();
          case 1 -> slice();
          case 2 -> struct();
          case 3 -> map();
          default -> opaque();
        };
    if (kinds.next()) {
      throw in.damage("a type definition that defines two types");
    }
    return type;
  }

  private GobType array() throws GoFileException {
    var fields = new GobFields(in, ARRAY_FIELDS);
    int element = 0;
    long length = 0;
    while (fields.next()) {
      switch (fields.index()) {
        case 0 -> skipCommon();
        case 1 -> element = typeId();
        default -> length = in.signed();
      }
    }
    return new GobType.Array(element, length);
  }

  private GobType slice() throws GoFileException {
    var fields = new GobFields(in, SLICE_FIELDS);
    int element = 0;
    while (fields.next()) {
      switch (fields.index()) {
        case 0 -> skipCommon();
        default -> element = typeId();
      }
    }
    return new GobType.Slice(element);
  }

  private GobType struct() throws GoFileException {
    var parts = new GobFields(in, STRUCT_FIELDS);
    List<GobType.Field> fields = List.of();
    while (parts.next()) {
      switch (parts.index()) {
        case 0 -> skipCommon();
        default -> fields = fields();
      }
    }
    return new GobType.Struct(fields);
  }

  private List<GobType.Field> fields() throws GoFileException {
    long count = in.length("a list of fields");
    if (count > MAX_FIELDS) {
      throw in.damage("a struct with too many fields: fields=%d".formatted(count));
    }
    var fields = new ArrayList<GobType.Field>();
    for (long left = count; left > 0; left--) {
      fields.add(field());
    }
    return fields;
  }

  private GobType.Field field() throws GoFileException {
    var parts = new GobFields(in, FIELD_FIELDS);
    String name = "";
    int type = 0;
    while (parts.next()) {
      switch (parts.index()) {
        case 0 -> name = in.string("a field's name");
        default -> type = typeId();
      }
    }
    return new GobType.Field(name, type);
  }

  private GobType map() throws GoFileException {
    var fields = new GobFields(in, MAP_FIELDS);
    int key = 0;
    int element = 0;
    while (fields.next()) {
      switch (fields.index()) {
        case 0 -> skipCommon();
        case 1 -> key = typeId();
        default -> element = typeId();
      }
    }
    return new GobType.Map(key, element);
  }

  private GobType opaque() throws GoFileException {
    var fields = new GobFields(in, OPAQUE_FIELDS);
    while (fields.next()) {
      skipCommon();
    }
    return new GobType.Opaque();
  }

  /// Skips the name and the id of a type. The id of the definition identifies the type; for types
  /// with custom encoding, Go writes another id here.
  private void skipCommon() throws GoFileException {
    var fields = new GobFields(in, COMMON_FIELDS);
    while (fields.next()) {
      switch (fields.index()) {
        case 0 -> in.skipBytes("a type's name");
        default -> in.signed();
      }
    }
  }
}
