package io.sluice.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Casts the library's nodes, with errors for nodes of an unexpected kind.
final class Nodes {
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<Tag> TAGS = Set.of(Tag.STR, Tag.SEQ, Tag.MAP);

  private Nodes() {}

  static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.getScalarStyle() == ScalarStyle.PLAIN
        && NULLS.contains(scalar.getValue());
  }

  static YamlScalar scalar(Node node) throws YamlException {
    checkTag(node);
    if (node instanceof ScalarNode scalar && !isNull(node)) {
      SourcePosition place = place(node);
      return new YamlScalar(scalar.getValue(), place.line(), place.column());
    }
    throw unexpected(node, "a single value");
  }

  static MappingNode map(Node node) throws YamlException {
    checkTag(node);
    if (node instanceof MappingNode map) {
      return map;
    }
    throw unexpected(node, "a map");
  }

  static List<Node> list(Node node) throws YamlException {
    checkTag(node);
    if (node instanceof SequenceNode sequence) {
      return new ArrayList<>(sequence.getValue());
    }
    throw unexpected(node, "a list");
  }

  static SourcePosition place(Node node) {
    return SourcePosition.of(node.getStartMark());
  }

  private static void checkTag(Node node) throws YamlException {
    if (!TAGS.contains(node.getTag())) {
      throw place(node).problem("tag " + node.getTag().getValue() + " is not supported");
    }
  }

  private static YamlException unexpected(Node node, String wanted) {
    return place(node).problem("expected " + wanted + ", got " + kind(node));
  }

  private static String kind(Node node) {
    if (isNull(node)) {
      return "nothing";
    }
    return switch (node.getNodeType()) {
      case SCALAR -> "a single value";
      case SEQUENCE -> "a list";
      case MAPPING -> "a map";
      case ANCHOR -> "an anchor";
    };
  }
}
