package io.sluice.http.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A client that sends exactly the bytes it is told to. Texts are Latin-1: a char is a byte.
public final class RawClient implements AutoCloseable {
  private static final Pattern CONTENT_LENGTH = Pattern.compile("Content-Length: (\\d+)\r\n");
  private static final Pattern DATE =
      Pattern.compile("Date: \\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n");
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  RawClient(InetSocketAddress address) throws IOException {
    socket = new Socket();
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(address, TIMEOUT_MILLIS);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /// Sends one request and returns all that comes back until the server closes, without the date.
  public static String exchange(InetSocketAddress address, String request) throws IOException {
    try (RawClient client = new RawClient(address)) {
      client.send(request);
      return client.readAll();
    }
  }

  void send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  void endInput() throws IOException {
    socket.shutdownOutput();
  }

  /// Everything until the server closes.
  String readAll() throws IOException {
    return withoutDate(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
  }

  /// One answer with a `Content-Length`, or without a body.
  String readAnswer() throws IOException {
    String head = readUntil("\r\n\r\n");
    int length = 0;
    Matcher announced = CONTENT_LENGTH.matcher(head);
    if (announced.find()) {
      length = Integer.parseInt(announced.group(1));
    }
    return withoutDate(head) + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  String readUntil(String end) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    while (!read.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after: " + read.toString(StandardCharsets.ISO_8859_1));
      }
      read.write(next);
    }
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static String withoutDate(String answer) {
    return DATE.matcher(answer).replaceAll("");
  }
}
