package io.sluice.webconfig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Compared with published vectors of crypt_blowfish, which Go's bcrypt also matches.
final class BcryptHashTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW|U*U",
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK|U*U*",
        "$2y$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a|U*U*U",
        "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui|0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars"
            + " after 72 are ignored",
        "$2y$04$jCLh9gG8EtyiriJJ9g95Oeo31nBzxHSjK7XaKQUL9Ig2.2aUmEiHq|secret",
        "$2b$04$jCLh9gG8EtyiriJJ9g95Oeo31nBzxHSjK7XaKQUL9Ig2.2aUmEiHq|secret"
      })
  void matches_rightAndWrongPassword_tellsThemApart(String hash, String password) {
    byte[] right = password.getBytes(StandardCharsets.ISO_8859_1);
    byte[] wrong = right.clone();
    wrong[0] ^= 1;

    assertThat(BcryptHash.problem(hash)).isNull();
    assertThat(BcryptHash.matches(hash, right)).isTrue();
    assertThat(BcryptHash.matches(hash, wrong)).isFalse();
    assertThat(BcryptHash.matches(hash, new byte[0])).isFalse();
  }

  /// The dummy hash for unknown users must have the same cost as a real one.
  @Test
  void matches_dummy_isAHashThatIsComputed() {
    byte[] password = "fakepassword".getBytes(StandardCharsets.US_ASCII);

    assertThat(BcryptHash.problem(PasswordCheck.NOBODY)).isNull();
    assertThat(BcryptHash.matches(PasswordCheck.NOBODY, password)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "plain|crypto/bcrypt: hashedSecret too short to be a bcrypted password",
        "x2y$04$jCLh9gG8EtyiriJJ9g95Oeo31nBzxHSjK7XaKQUL9Ig2.2aUmEiHq|crypto/bcrypt: bcrypt hashes"
            + " must start with '$', but hashedSecret started with 'x'",
        "$2y$03$jCLh9gG8EtyiriJJ9g95Oeo31nBzxHSjK7XaKQUL9Ig2.2aUmEiHq|crypto/bcrypt: cost 3 is"
            + " outside allowed inclusive range 4..31",
        "$5y$04$jCLh9gG8EtyiriJJ9g95Oeo31nBzxHSjK7XaKQUL9Ig2.2aUmEiHq|not a bcrypt hash of version"
            + " 2a, 2b, 2x or 2y",
        "$2y$04$jCLh9gG8EtyiriJJ9g95Oeo31nBzxHSjK7XaKQUL9Ig2.2aUmEiHq+|not a bcrypt hash of version"
            + " 2a, 2b, 2x or 2y"
      })
  void problem_brokenHash_isNamedAndNeverMatches(String hash, String problem) {
    assertThat(BcryptHash.problem(hash)).isEqualTo(problem);
    assertThat(BcryptHash.matches(hash, new byte[] {'a'})).isFalse();
  }
}
