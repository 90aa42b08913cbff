/// Listeners: TCP, Unix sockets, vsock, and sockets passed by systemd.
@NullMarked
package io.sluice.http.listen;

import org.jspecify.annotations.NullMarked;
