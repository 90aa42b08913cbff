/// Authorization by the access file, which the Pushgateway does not have.
///
/// [AccessFile] returns the [Rights] of the user of a request. The user was authenticated before;
/// this package does not handle passwords.
@NullMarked
package io.sluice.access;

import org.jspecify.annotations.NullMarked;
