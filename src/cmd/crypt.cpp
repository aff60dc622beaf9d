// pytk crypt: keys, tokens, sealed files, digests, signatures, certificates.
#include <pytk/cmd/command.hpp>

#include "crypt_shared.hpp"

namespace pytk::cmd {
namespace {

void describe(cli::Spec& spec) {
  spec.summary("encrypt, sign and verify: tokens, files, keys, certificates");
  spec.description(
      "Recipes first: fernet for tokens and messages, hash for digests. Keys come from KEYSRC, the same everywhere: a path, "
      "file:PATH, env:NAME, fd:N or prompt; never from the command line itself. Nothing decrypted is written before it "
      "was verified, and a file given with -o appears only when it is whole.");
  spec.verb("fernet", "encrypt and decrypt dated tokens, of any size, one or many", describe_fernet);
  spec.verb("seal", "encrypt a file for recipients or with a passphrase (age format)", describe_seal);
  spec.verb("open", "open a sealed file", describe_open);
  spec.verb("hash", "digests of files, and checking lists of them", describe_hash);
  spec.verb("key", "make, convert and inspect keys", describe_key);
  spec.verb("sign", "sign a file", describe_sign);
  spec.verb("verify", "verify a signature", describe_verify);
  spec.verb("pk", "RSA encryption of short messages", describe_pk);
  spec.verb("exchange", "a shared key from your private and a peer's public key", describe_exchange);
  spec.verb("x509", "certificates: request, issue, show, verify", describe_x509);
  spec.verb("jwt", "JSON Web Tokens: sign, verify, look inside", describe_jwt);
  spec.verb("otp", "one-time passwords: HOTP and TOTP", describe_otp);
  spec.verb("passwd", "hash passwords and check them", describe_passwd);
  spec.verb("manifest", "what lies in a folder, and what has changed since", describe_manifest);
  spec.verb("mac", "authentication codes: make and verify them", describe_mac);
  spec.verb("kdf", "keys from secrets and passphrases", describe_kdf);
  spec.verb("aead", "authenticated encryption with one key, as protocols use it", describe_aead);
  spec.verb("cipher", "encryption without authentication, for old formats", describe_cipher);
  spec.verb("eq", "compare two secrets in constant time", describe_eq);
  spec.verb("rand", "random bytes from the kernel", describe_rand);
  spec.example(
      "pytk crypt fernet keygen -o key.txt && pytk crypt fernet encrypt -k key.txt message.txt -o message.token",
      "make a key, encrypt a file");
  spec.example("pytk crypt hash message.txt", "the SHA-256 digest of a file");
  spec.note(
      "exit status",
      "0 done; 1 not authentic, expired or not equal; 2 wrong usage; 3 malformed input; 4 input or output failed; "
      "5 not permitted.");
}

}  // namespace

extern const Command crypt;
const Command crypt{"crypt", "encrypt, sign and verify: tokens, files, keys, certificates", Group::secrets,
                    Needs::nothing, describe};

}  // namespace pytk::cmd
