/// The web configuration file of the Prometheus exporters: TLS, users, headers and a rate limit,
/// looked at for each request and each handshake.
///
/// [WebConfig] is the file in force; it gives the server its [io.sluice.http.TlsSource] and puts a
/// handler around the others. [WebConfigException] says what is wrong with a file.
@NullMarked
package io.sluice.webconfig;

import org.jspecify.annotations.NullMarked;
