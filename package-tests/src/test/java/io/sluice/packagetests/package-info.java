/// What is shipped: the Helm chart, and the packages on bare systems.
@org.jspecify.annotations.NullMarked
package io.sluice.packagetests;
