package io.sluice.systemtests.harness;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 client that sends exactly the given request: any method, any bytes in the target,
/// any headers. It keeps its connection from one request to the next, and each request has a limit.
public final class RawHttp implements Closeable {
  /// The limit for a request and its answer, unless another limit is given.
  public static final Duration LIMIT = Duration.ofSeconds(15);

  private static final int LINE_LIMIT_BYTES = 1 << 16;

  /// A header line as it is sent.
  public record Header(String name, String value) {}

  /// A request. Characters of the target represent bytes (Latin-1). Without a body, PUT, POST and
  /// PATCH contain `Content-Length: 0` and the other methods no length, as with most clients.
  public record Request(
      String method, String target, List<Header> headers, byte @Nullable [] body, boolean chunked) {
    public Request(String method, String target, List<Header> headers, byte @Nullable [] body) {
      this(method, target, headers, body, false);
    }

    /// This request with another body.
    public Request withBody(byte[] other) {
      return new Request(method, target, headers, other, chunked);
    }

    /// The value of the first header of this name, in any case; null without one.
    public @Nullable String header(String name) {
      for (Header header : headers) {
        if (header.name().equalsIgnoreCase(name)) {
          return header.value();
        }
      }
      return null;
    }
  }

  /// An answer: names of headers are in lower case, values of repeated ones joined with `, `.
  public record Answer(int status, Map<String, String> headers, byte[] body) {
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private final String host;
  private final int port;
  private final Duration limit;
  private @Nullable Socket socket;
  private byte[] buffer = new byte[1 << 14];
  private int position;
  private int end;
  private long deadline;

  public RawHttp(int port) {
    this("127.0.0.1", port);
  }

  /// @param host an address, not a name
  public RawHttp(String host, int port) {
    this(host, port, LIMIT);
  }

  /// @param limit the time limit for an answer
  public RawHttp(String host, int port, Duration limit) {
    this.host = host;
    this.port = port;
    this.limit = limit;
  }

  public Answer get(String target) {
    return send("GET", target);
  }

  public Answer send(String method, String target) {
    return send(new Request(method, target, List.of(), null));
  }

  /// Sends `request` and reads the answer. If the server has closed a kept connection, a new one is
  /// opened.
  ///
  /// @throws UncheckedIOException when there is no complete answer within the limit; if it contains
  ///   an [EOFException], the server closed the connection
  public Answer send(Request request) {
    deadline = System.nanoTime() + limit.toNanos();
    boolean reused = socket != null;
    try {
      return exchange(request);
    } catch (SocketTimeoutException e) {
      close();
      throw new UncheckedIOException("no answer within " + limit, e);
    } catch (IOException e) {
      close();
      if (reused) {
        return send(request);
      }
      throw new UncheckedIOException(request.method() + " " + request.target(), e);
    }
  }

  @Override
  public void close() {
    Socket open = socket;
    socket = null;
    position = 0;
    end = 0;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer exchange(Request request) throws IOException {
    Socket open = open();
    open.getOutputStream().write(bytes(request));
    open.getOutputStream().flush();
    InputStream in = open.getInputStream();
    int status = readStatus(in);
    Map<String, String> headers = readHeaders(in);
    while (status < 200) {
      status = readStatus(in);
      headers = readHeaders(in);
    }
    byte[] body = readBody(in, request.method(), status, headers);
    if ("close".equalsIgnoreCase(headers.get("connection"))) {
      close();
    }
    return new Answer(status, headers, body);
  }

  private Socket open() throws IOException {
    Socket open = socket;
    if (open == null) {
      open = new Socket();
      open.setTcpNoDelay(true);
      open.connect(
          new InetSocketAddress(InetAddress.getByName(host), port), (int) limit.toMillis());
      socket = open;
    }
    return open;
  }

  private byte[] bytes(Request request) {
    var head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
    if (request.header("Host") == null) {
      head.append("Host: ").append(host).append(':').append(port).append("\r\n");
    }
    for (Header header : request.headers()) {
      head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    if (request.chunked()) {
      head.append("Transfer-Encoding: chunked\r\n");
    } else {
      head.append(contentLength(request));
    }
    head.append("\r\n");
    var out = new ByteArrayOutputStream();
    out.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    byte[] body = request.body() == null ? new byte[0] : request.body();
    if (request.chunked()) {
      writeChunks(out, body);
    } else {
      out.writeBytes(body);
    }
    return out.toByteArray();
  }

  private static String contentLength(Request request) {
    byte[] body = request.body();
    if (body != null) {
      return "Content-Length: " + body.length + "\r\n";
    }
    boolean usual = List.of("PUT", "POST", "PATCH").contains(request.method());
    return usual ? "Content-Length: 0\r\n" : "";
  }

  /// Two chunks, to check that the body is reassembled.
  private static void writeChunks(ByteArrayOutputStream out, byte[] body) {
    int half = body.length / 2;
    writeChunk(out, body, 0, half);
    writeChunk(out, body, half, body.length - half);
    out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void writeChunk(ByteArrayOutputStream out, byte[] body, int offset, int length) {
    if (length > 0) {
      out.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.write(body, offset, length);
      out.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private int readStatus(InputStream in) throws IOException {
    String line = readLine(in);
    String[] parts = line.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/1.")) {
      throw new IOException("not a status line: " + line);
    }
    return Integer.parseInt(parts[1]);
  }

  private Map<String, String> readHeaders(InputStream in) throws IOException {
    var headers = new TreeMap<String, String>();
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new IOException("not a header: " + line);
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.merge(name, line.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
    }
    return headers;
  }

  private byte[] readBody(InputStream in, String method, int status, Map<String, String> headers)
      throws IOException {
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return new byte[0];
    }
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      return readChunks(in);
    }
    String length = headers.get("content-length");
    return length == null ? readToEnd(in) : readBytes(in, Integer.parseInt(length));
  }

  private byte[] readChunks(InputStream in) throws IOException {
    var body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(readLine(in).split(";", 2)[0].strip(), 16);
      if (size == 0) {
        readHeaders(in);
        return body.toByteArray();
      }
      body.writeBytes(readBytes(in, size));
      readLine(in);
    }
  }

  private byte[] readToEnd(InputStream in) throws IOException {
    var body = new ByteArrayOutputStream();
    do {
      body.write(buffer, position, end - position);
      position = end;
    } while (fill(in));
    close();
    return body.toByteArray();
  }

  private byte[] readBytes(InputStream in, int length) throws IOException {
    var bytes = new byte[length];
    int done = 0;
    while (done < length) {
      int size = Math.min(length - done, available(in));
      System.arraycopy(buffer, position, bytes, done, size);
      position += size;
      done += size;
    }
    return bytes;
  }

  private String readLine(InputStream in) throws IOException {
    var line = new StringBuilder();
    while (line.length() < LINE_LIMIT_BYTES) {
      available(in);
      char c = (char) (buffer[position++] & 0xFF);
      if (c == '\n') {
        int length = line.length();
        boolean cr = length > 0 && line.charAt(length - 1) == '\r';
        return line.substring(0, cr ? length - 1 : length);
      }
      line.append(c);
    }
    throw new IOException("a line of the answer's head does not end");
  }

  private int available(InputStream in) throws IOException {
    if (position == end && !fill(in)) {
      throw new EOFException("connection closed");
    }
    return end - position;
  }

  private boolean fill(InputStream in) throws IOException {
    long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
    if (leftMillis <= 0 || socket == null) {
      throw new SocketTimeoutException("no time left");
    }
    socket.setSoTimeout((int) leftMillis);
    position = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }
}
