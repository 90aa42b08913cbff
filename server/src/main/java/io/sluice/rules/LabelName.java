package io.sluice.rules;

import io.sluice.model.Names;
import io.sluice.selector.Matcher;
import io.sluice.yaml.YamlException;
import io.sluice.yaml.YamlScalar;

/// Label names in the configuration. As in Prometheus 3, any text is valid.
final class LabelName {
  private LabelName() {}

  /// Any name, including `__name__`.
  static String any(YamlScalar name) throws YamlException {
    if (!Names.UTF8.isLabelName(name.text())) {
      throw name.problem("not a label name: " + name.shown());
    }
    return name.text();
  }

  /// The name of a label that can be removed from a series.
  static String dispensable(YamlScalar name) throws YamlException {
    if (name.text().equals("job") || name.text().equals(Matcher.METRIC_NAME)) {
      throw name.problem("every series keeps its " + name.text());
    }
    return any(name);
  }
}
