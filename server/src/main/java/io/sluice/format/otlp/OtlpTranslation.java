package io.sluice.format.otlp;

import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.otlp.proto.KeyValue;
import io.sluice.format.otlp.proto.Metric;
import io.sluice.format.otlp.proto.ResourceMetrics;
import io.sluice.format.otlp.proto.ScopeMetrics;
import io.sluice.model.GroupingKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// A request as families in groups, one group for each resource.
///
/// @param groups the groups with accepted points, in the order of the request
/// @param rejected of all groups
public record OtlpTranslation(List<OtlpGroup> groups, OtlpRejections rejected) {
  public OtlpTranslation {
    groups = List.copyOf(groups);
  }

  /// The keys of all resources that have points.
  public static Set<GroupingKey> keys(OtlpRequest request) {
    var keys = new LinkedHashSet<GroupingKey>();
    for (ResourceMetrics metrics : request.message().getResourceMetricsList()) {
      if (Points.countIn(metrics) > 0) {
        keys.add(ResourceIdentity.of(metrics.getResource()).key());
      }
    }
    return keys;
  }

  /// Translates a request.
  ///
  /// @param destinations the group for the key of a resource
  /// @throws ParseException if a name, a value or the number of labels exceeds its limit
  public static OtlpTranslation of(
      OtlpRequest request,
      OtlpSettings settings,
      ParseLimits limits,
      Function<GroupingKey, ? extends OtlpDestination> destinations)
      throws ParseException {
    var translator = new Translator(settings, limits, destinations);
    for (ResourceMetrics metrics : request.message().getResourceMetricsList()) {
      translator.add(metrics);
    }
    return translator.result();
  }

  /// Collects the groups.
  private static final class Translator {
    private record TargetGroup(GroupingKey key, boolean isAdding) {}

    private final OtlpSettings settings;
    private final ParseLimits limits;
    private final AttributeLabels labels;
    private final Function<GroupingKey, ? extends OtlpDestination> destinations;
    private final Map<TargetGroup, GroupBuilder> groups = new LinkedHashMap<>();

    Translator(
        OtlpSettings settings,
        ParseLimits limits,
        Function<GroupingKey, ? extends OtlpDestination> destinations) {
      this.settings = settings;
      this.limits = limits;
      this.labels = new AttributeLabels(settings);
      this.destinations = destinations;
    }

    void add(ResourceMetrics metrics) throws ParseException {
      if (Points.countIn(metrics) == 0) {
        return;
      }
      ResourceIdentity identity = ResourceIdentity.of(metrics.getResource());
      OtlpDestination destination = destinations.apply(identity.key());
      GroupBuilder group =
          groups.computeIfAbsent(
              new TargetGroup(destination.key(), destination.isAdding()),
              _ -> new GroupBuilder(identity.key(), destination, settings, labels, limits));
      long before = group.points();
      List<KeyValue> attributes = metrics.getResource().getAttributesList();
      for (ScopeMetrics scope : metrics.getScopeMetricsList()) {
        add(group, attributes, scope);
      }
      if (settings.hasTargetInfo() && identity.isNamed() && group.points() > before) {
        group.addTargetInfo(
            settings.keepsIdentifying()
                ? attributes
                : attributes.stream()
                    .filter(attribute -> !ResourceIdentity.ATTRIBUTES.contains(attribute.getKey()))
                    .toList());
      }
    }

    private void add(GroupBuilder group, List<KeyValue> resource, ScopeMetrics scope)
        throws ParseException {
      Map<String, String> promoted;
      Map<String, String> scopeLabels;
      try {
        promoted = labels.promoted(resource);
        scopeLabels = labels.scope(scope);
      } catch (RejectedPoint e) {
        for (Metric metric : scope.getMetricsList()) {
          group.reject(metric, e.reason(), e.getMessage(), Points.countIn(metric));
        }
        return;
      }
      for (Metric metric : scope.getMetricsList()) {
        if (Points.countIn(metric) > 0) {
          group.add(metric, promoted, scopeLabels);
        }
      }
    }

    OtlpTranslation result() {
      var built = new ArrayList<OtlpGroup>();
      var rejected = new OtlpRejections();
      for (GroupBuilder group : groups.values()) {
        rejected.add(group.rejected());
        if (group.points() > 0) {
          built.add(group.build());
        }
      }
      return new OtlpTranslation(built, rejected);
    }
  }
}
