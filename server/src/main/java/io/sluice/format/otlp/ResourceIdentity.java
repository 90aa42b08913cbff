package io.sluice.format.otlp;

import io.sluice.format.otlp.proto.KeyValue;
import io.sluice.format.otlp.proto.Resource;
import io.sluice.model.GroupingKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Determines the grouping key of a resource.
///
/// @param isNamed whether it has a service name or an instance
record ResourceIdentity(GroupingKey key, boolean isNamed) {
  private static final String NAME = "service.name";
  private static final String NAMESPACE = "service.namespace";
  private static final String INSTANCE = "service.instance.id";

  /// The attributes that form the key.
  static final Set<String> ATTRIBUTES = Set.of(NAME, NAMESPACE, INSTANCE);

  private static final String UNKNOWN_JOB = "unknown_service";

  static ResourceIdentity of(Resource resource) {
    String name = notEmpty(get(resource, NAME));
    String namespace = get(resource, NAMESPACE);
    String instance = notEmpty(get(resource, INSTANCE));
    boolean isNamed = name != null || instance != null;
    String job = name == null ? UNKNOWN_JOB : namespace == null ? name : namespace + "/" + name;
    return new ResourceIdentity(
        instance == null
            ? GroupingKey.of("job", job)
            : GroupingKey.of("job", job, "instance", instance),
        isNamed);
  }

  private static @Nullable String notEmpty(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private static @Nullable String get(Resource resource, String key) {
    for (KeyValue attribute : resource.getAttributesList()) {
      if (attribute.getKey().equals(key)) {
        return AttributeText.of(attribute.getValue());
      }
    }
    return null;
  }
}
