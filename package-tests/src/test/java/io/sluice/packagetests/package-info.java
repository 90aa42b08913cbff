/// Tests of the shipped files: the Helm chart, and the packages on bare systems.
@org.jspecify.annotations.NullMarked
package io.sluice.packagetests;
