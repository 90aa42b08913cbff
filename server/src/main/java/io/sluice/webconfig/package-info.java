/// The web configuration file of the Prometheus exporters: TLS, users, headers and a rate limit. It
/// is checked for changes at each request and each handshake.
///
/// [WebConfig] is the current configuration; it provides the server's [io.sluice.http.TlsSource]
/// and wraps the request handlers. [WebConfigException] describes an error in a file.
@NullMarked
package io.sluice.webconfig;

import org.jspecify.annotations.NullMarked;
