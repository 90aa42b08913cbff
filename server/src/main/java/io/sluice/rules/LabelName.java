package io.sluice.rules;

import io.sluice.model.Names;
import io.sluice.selector.Matcher;
import io.sluice.yaml.YamlException;
import io.sluice.yaml.YamlScalar;

/// Names of labels in the configuration. Any text may be one, as in Prometheus 3.
final class LabelName {
  private LabelName() {}

  /// A name, that of the metric among them.
  static String any(YamlScalar name) throws YamlException {
    if (!Names.UTF8.isLabelName(name.text())) {
      throw name.problem("not a label name: " + name.shown());
    }
    return name.text();
  }

  /// The name of a label that a series may be without.
  static String dispensable(YamlScalar name) throws YamlException {
    if (name.text().equals("job") || name.text().equals(Matcher.METRIC_NAME)) {
      throw name.problem("every series keeps its " + name.text());
    }
    return any(name);
  }
}
