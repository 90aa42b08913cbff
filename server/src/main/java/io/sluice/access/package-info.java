/// Who may do what: the access file, beyond what the Pushgateway has.
///
/// [AccessFile] is asked for the [Rights] of whoever a request comes from. Who that is was found
/// out before; this package knows nothing of passwords.
@NullMarked
package io.sluice.access;

import org.jspecify.annotations.NullMarked;
