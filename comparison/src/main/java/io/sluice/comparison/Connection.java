package io.sluice.comparison;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/// One connection to a server on this machine, for requests that are timed individually.
///
/// It does as little work as possible, so that the server is measured: bytes of a body are counted
/// and dropped, or passed on unchanged.
final class Connection implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final byte[] NO_BODY = {};

  /// An answer.
  ///
  /// @param bytes the length of the body without its framing
  /// @param nanos from the first byte sent to the last byte read
  record Answer(int status, long bytes, long nanos) {
    double millis() {
      return nanos / 1e6;
    }

    /// This answer.
    ///
    /// @throws IOException if it does not report success
    Answer successful(String request) throws IOException {
      if (status / 100 != 2) {
        throw new IOException("refused: request=" + request + " status=" + status);
      }
      return this;
    }
  }

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] buffer = new byte[256 * 1024];
  private int position;
  private int limit;

  /// @throws IOException if the port is closed
  Connection(int port) throws IOException {
    socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) TIMEOUT.toMillis());
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  Answer get(String path) throws IOException {
    return send("GET", path, NO_BODY, OutputStream.nullOutputStream(), "");
  }

  Answer getGzip(String path) throws IOException {
    return send("GET", path, NO_BODY, OutputStream.nullOutputStream(), "Accept-Encoding: gzip\r\n");
  }

  Answer download(String path, OutputStream sink) throws IOException {
    return send("GET", path, NO_BODY, sink, "");
  }

  Answer push(PushRequest request, int group) throws IOException {
    String type = request.contentType();
    return send(
        request.method(),
        request.path(group),
        request.body(),
        OutputStream.nullOutputStream(),
        type.isEmpty() ? "" : "Content-Type: " + type + "\r\n");
  }

  Answer send(String method, String path, byte[] body) throws IOException {
    return send(method, path, body, OutputStream.nullOutputStream(), "");
  }

  private Answer send(
      String method, String path, byte[] body, OutputStream sink, String headerLines)
      throws IOException {
    String head =
        "%s %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %d\r\n\r\n"
            .formatted(method, path, headerLines, body.length);
    byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
    byte[] request = new byte[headBytes.length + body.length];
    System.arraycopy(headBytes, 0, request, 0, headBytes.length);
    System.arraycopy(body, 0, request, headBytes.length, body.length);
    long start = System.nanoTime();
    out.write(request);
    int status = Integer.parseInt(readLine().split(" ", 3)[1]);
    long bytes = readBody(sink);
    return new Answer(status, bytes, System.nanoTime() - start).successful(method + " " + path);
  }

  /// Reads the other lines of the head, and the body.
  private long readBody(OutputStream sink) throws IOException {
    long length = 0;
    boolean isChunked = false;
    while (true) {
      String line = readLine().toLowerCase(Locale.ROOT);
      if (line.isEmpty()) {
        break;
      }
      if (line.startsWith("content-length:")) {
        length = Long.parseLong(line.substring(15).strip());
      }
      isChunked |= line.equals("transfer-encoding: chunked");
    }
    if (!isChunked) {
      pass(length, sink);
      return length;
    }
    return readChunks(sink);
  }

  private long readChunks(OutputStream sink) throws IOException {
    long total = 0;
    while (true) {
      long length = Long.parseLong(readLine(), 16);
      pass(length, sink);
      readLine();
      if (length == 0) {
        return total;
      }
      total += length;
    }
  }

  private void pass(long length, OutputStream sink) throws IOException {
    long left = length;
    while (left > 0) {
      if (position == limit) {
        fill();
      }
      int taken = (int) Math.min(left, limit - position);
      sink.write(buffer, position, taken);
      position += taken;
      left -= taken;
    }
  }

  private String readLine() throws IOException {
    var line = new StringBuilder();
    while (true) {
      if (position == limit) {
        fill();
      }
      char next = (char) (buffer[position++] & 0xFF);
      if (next == '\n') {
        return line.toString();
      }
      if (next != '\r') {
        line.append(next);
      }
    }
  }

  private void fill() throws IOException {
    int count = in.read(buffer);
    if (count < 0) {
      throw new EOFException("the server closed the connection");
    }
    position = 0;
    limit = count;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
