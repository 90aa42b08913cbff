package io.sluice.store;

/// What a page can hold: something that knows how much of the exposition it makes up.
interface Weighted {
  int weightBytes();
}
