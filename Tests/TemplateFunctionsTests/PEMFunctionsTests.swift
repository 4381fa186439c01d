import Foundation
import GoTemplate
import Testing

@testable import TemplateFunctions

@Suite("PEM, PKCS#12, JWK and RSA")
struct PEMFunctionsTests {
  private func outcome(_ template: String) -> String {
    let outcome = Rendering.outcome(template, CryptoFixtures.data)
    return outcome.range(of: ">: ").map { String(outcome[$0.upperBound...]) } ?? outcome
  }

  @Test("a key and its certificate survive PKCS#12, with a password or without")
  func roundTrips() {
    #expect(outcome(#"{{ eq (pemToPkcs12Pass .cert .key "pw" | b64dec | pkcs12certPass "pw") .cert }}"#) == "true")
    #expect(outcome(#"{{ eq (fullPemToPkcs12 .cert .key | b64dec | pkcs12cert) .cert }}"#) == "true")
    #expect(
      outcome(#"{{ pemToPkcs12 .cert .key | b64dec | pkcs12key | trunc 27 }}"#) == "-----BEGIN PRIVATE KEY-----")
    #expect(
      outcome(#"{{ pemToPkcs12Pass .cert .key "pÄ€" | b64dec | pkcs12keyPass "pÄ€" | len }}"#) == "241")
  }

  @Test("files of old programs are read: RC2, triple DES, no password")
  func readsOldFiles() {
    #expect(outcome(#"{{ eq (.legacy | b64dec | pkcs12certPass "hunter2") .cert }}"#) == "true")
    #expect(outcome(#"{{ .legacy | b64dec | pkcs12keyPass "hunter2" | trunc 27 }}"#) == "-----BEGIN PRIVATE KEY-----")
    #expect(outcome(#"{{ eq (.rc2 | b64dec | pkcs12cert) .cert }}"#) == "true")
  }

  @Test("wrong passwords and broken files are told apart")
  func refusesFiles() {
    #expect(
      outcome(#"{{ .legacy | b64dec | pkcs12keyPass "x" }}"#)
        == "error calling pkcs12keyPass: unable to decode pkcs12 with password: pkcs12: decryption password incorrect")
    #expect(
      outcome(#"{{ pkcs12cert "junk" }}"#).hasPrefix(
        "error calling pkcs12cert: unable to decode pkcs12 certificate with password: pkcs12: error reading P12 data"))
    #expect(
      outcome(#"{{ pemTruststoreToPKCS12Pass .cert "pw" | b64dec | pkcs12keyPass "pw" }}"#).hasSuffix(
        "pkcs12: private key missing"))
    #expect(
      outcome(#"{{ pemToPkcs12 "junk" .key }}"#)
        == "error calling pemToPkcs12: runtime error: invalid memory address or nil pointer dereference")
    #expect(
      outcome(#"{{ pemTruststoreToPKCS12 (print .cert "junk") }}"#)
        == "error calling pemTruststoreToPKCS12: runtime error: invalid memory address or nil pointer dereference")
    #expect(outcome(#"{{ pemToPkcs12 .cert .cert }}"#) == "error calling pemToPkcs12: unable to parse private key type")
  }

  @Test("PEM is filtered by type, with junk around it")
  func filtersPEM() {
    #expect(outcome(#"{{ eq (filterPEM "certificate" (print "junk" .key "x\n" .cert "rest")) .cert }}"#) == "true")
    #expect(outcome(#"{{ filterPEM "PUBLIC KEY" .cert }}"#) == "")
    #expect(outcome(#"{{ filterPEM "CERTIFICATE" "" }}"#) == "")
    #expect(
      outcome(#"{{ filterPEM "CERTIFICATE" "x" }}"#) == "error calling filterPEM: error filtering pem: found junk")
    #expect(outcome(#"{{ filterCertChain "leaf" "" }}"#) == "error calling filterCertChain: no leaf certificate found")
    #expect(
      outcome(#"{{ filterCertChain "leaf" (print .cert .cert) }}"#)
        == "error calling filterCertChain: no leaf certificate found")
    #expect(outcome(#"{{ filterCertChain "leaf" .key }}"#).hasPrefix("error calling filterCertChain: x509: "))
    #expect(outcome(#"{{ filterCertChain "other" .cert }}{{ filterCertChain "intermediate" .cert }}"#) == "")
  }

  @Test("names of a certificate come kind by kind")
  func listsNames() {
    #expect(
      outcome(#"{{ certSANs .cert }}"#) == "[a.example 10.0.0.1 2001:db8::1 a@b.c https://x.example/p]")
    #expect(outcome(#"{{ certSANs "x" }}"#) == "error calling certSANs: failed to decode PEM block")
    #expect(
      outcome(#"{{ certSANs .key }}"#).hasPrefix("error calling certSANs: failed to parse certificate: x509: "))
  }

  private static let ec =
    #"\"kty\":\"EC\",\"crv\":\"P-256\","#
    + #"\"x\":\"M_8OyDYeSJfneEYpL5gT8UBUVfN95y9iCya-VsoDF7I\",\"y\":\"Mgj7BmXLaTvSq3xAweC9ae5YG_2ZEhZP7gR2yQODw3I\""#
  private static let ecPrivate = ec + #",\"d\":\"UHJx3gErRry-ptI4jaBFoMX5RkjzUx2cbYlN3PpDq-E\""#

  @Test("JSON Web Keys become PEM")
  func convertsKeys() {
    #expect(
      outcome("{{ jwkPublicKeyPem \"{\(Self.ec)}\" }}") == """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEM/8OyDYeSJfneEYpL5gT8UBUVfN9
        5y9iCya+VsoDF7IyCPsGZctpO9KrfEDB4L1p7lgb/ZkSFk/uBHbJA4PDcg==
        -----END PUBLIC KEY-----

        """)
    #expect(
      outcome("{{ eq (jwkPrivateKeyPem \"{\(Self.ecPrivate)}\") (.legacy | b64dec | pkcs12keyPass \"hunter2\") }}")
        == "true")
    #expect(
      outcome(
        #"{{ jwkPrivateKeyPem "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}" }}"#
      )
        == """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
        -----END PRIVATE KEY-----

        """)
  }

  @Test(
    "keys that are none are refused as the controller refuses them",
    arguments: [
      ("jwkPublicKeyPem", "{\(ecPrivate)}", "x509: unsupported public key type: *ecdsa.PrivateKey"),
      ("jwkPrivateKeyPem", "{\(ec)}", "x509: unknown key type while marshaling PKCS#8: *ecdsa.PublicKey"),
      ("jwkPublicKeyPem", #"{\"kty\":\"oct\",\"k\":\"YWJj\"}"#, "x509: unsupported public key type: []uint8"),
      ("jwkPublicKeyPem", "{}", "invalid key type from JSON ()"),
      ("jwkPublicKeyPem", #"{\"kty\":\"x\"}"#, "invalid key type from JSON (x)"),
      (
        "jwkPublicKeyPem", #"{\"kty\":\"RSA\",\"e\":\"AQAB\"}"#,
        "failed to unmarshal JSON into key (*jwk.rsaPublicKey): required field n is missing"
      ),
      (
        "jwkPublicKeyPem", "{\(ec.replacingOccurrences(of: "M_8O", with: "M_8P"))}",
        "x509: invalid elliptic curve public key"
      ),
    ])
  func refusesKeys(function: String, key: String, message: String) {
    #expect(outcome("{{ \(function) \"\(key)\" }}") == "error calling \(function): \(message)")
  }

  @Test("RSA-OAEP is decrypted, with the hash that is named")
  func decryptsRSA() {
    #expect(outcome(#"{{ .rsa | rsaDecrypt "RSA-OAEP" "SHA1" (.oaep1 | b64dec) }}"#) == "plain text")
    #expect(outcome(#"{{ .rsa | rsaDecrypt "RSA-OAEP" "None" (.oaep256 | b64dec) }}"#) == "plain text")
    #expect(outcome(#"{{ rsaDecrypt "None" "" "as it is" "" }}"#) == "as it is")
    #expect(
      outcome(#"{{ .rsa | rsaDecrypt "RSA-OAEP" "SHA256" (.oaep1 | b64dec) }}"#)
        == "error calling rsaDecrypt: error decrypting data with RSA: crypto/rsa: decryption error")
    #expect(
      outcome(#"{{ .rsa | rsaDecrypt "X" "" "" }}"#) == "error calling rsaDecrypt: decryption scheme X is not supported"
    )
    #expect(
      outcome(#"{{ rsaDecrypt "RSA-OAEP" "" "" "x" }}"#) == "error calling rsaDecrypt: failed to decode PEM block")
    #expect(
      outcome(#"{{ .key | rsaDecrypt "RSA-OAEP" "" "" }}"#)
        == "error calling rsaDecrypt: could not parse RSA private key")
    #expect(
      outcome(#"{{ .cert | rsaDecrypt "RSA-OAEP" "" "" }}"#)
        == "error calling rsaDecrypt: could not parse private key: unable to parse private key type")
  }
}
