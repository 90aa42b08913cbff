package io.sluice.selector;

/// A text that takes each character that is read from a budget.
///
/// @param stepsPerChar what reading one costs
record MeteredText(CharSequence text, MatchBudget budget, int stepsPerChar)
    implements CharSequence {
  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    budget.spend(stepsPerChar);
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new MeteredText(text.subSequence(start, end), budget, stepsPerChar);
  }

  @Override
  public String toString() {
    budget.spend(text.length());
    return text.toString();
  }
}
