package io.sluice.selector;

/// A text that charges a budget for each character that is read.
///
/// @param stepsPerChar the cost of one character
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
