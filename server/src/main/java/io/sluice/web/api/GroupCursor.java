package io.sluice.web.api;

import io.sluice.listing.RankedKey;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Utf8;
import io.sluice.web.request.InvalidRequestException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;

/// The end of a page of a list of groups, which clients send to get the next page.
///
/// ```
/// cursor = base64url( sort value count { name value } )
/// ```
///
/// where `sort` is as in the query, `value` is the sort value (8 bytes), and the names and values
/// of the key's labels follow their lengths (4 bytes each).
public final class GroupCursor {
  private static final String INVALID = "invalid parameter \"cursor\": ";

  private GroupCursor() {}

  static String write(String sort, RankedKey place) {
    GroupingKey key = java.util.Objects.requireNonNull(place.key());
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    try {
      out.writeUTF(sort);
      out.writeLong(place.value());
      out.writeInt(key.labels().size());
      for (int i = 0; i < key.labels().size(); i++) {
        writeText(out, key.labels().name(i));
        writeText(out, key.labels().value(i));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /// @param sort that of the query; a cursor with another one is refused
  static RankedKey read(String sort, String cursor) throws InvalidRequestException {
    try {
      var in = new DataInputStream(new ByteArrayInputStream(Base64.getUrlDecoder().decode(cursor)));
      if (!in.readUTF().equals(sort)) {
        throw new InvalidRequestException(INVALID + "cursor belongs to a different sort order");
      }
      long value = in.readLong();
      int count = in.readInt();
      if (count < 0 || count > in.available() / (2 * Integer.BYTES)) {
        throw new IOException("invalid count: " + count);
      }
      var pairs = new String[2 * count];
      for (int i = 0; i < pairs.length; i++) {
        pairs[i] = readText(in);
      }
      if (in.available() > 0) {
        throw new IOException("trailing bytes");
      }
      return RankedKey.of(value, new GroupingKey(Labels.of(pairs)));
    } catch (IOException | IllegalArgumentException _) {
      throw new InvalidRequestException(INVALID + "malformed cursor");
    }
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = Utf8.encode(text);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("invalid length: " + length);
    }
    return Utf8.decode(in.readNBytes(length));
  }
}
