import Foundation
import GoTemplate
import Testing

@Suite("Cryptography")
struct CryptoFunctionsTests {
  @Test(
    "derived passwords are those of the published algorithm",
    arguments: [
      RenderCase(#"{{ derivePassword 1 "long" "password" "user" "example.com" }}"#, "ZedaFaxcZaso9*"),
      RenderCase(#"{{ derivePassword 2 "long" "password" "user" "example.com" }}"#, "Fovi2@JifpTupx"),
      RenderCase(#"{{ derivePassword 1 "maximum" "password" "user" "example.com" }}"#, "pf4zS1LjCg&LjhsZ7T2~"),
      RenderCase(#"{{ derivePassword 1 "medium" "password" "user" "example.com" }}"#, "ZedJuz8$"),
      RenderCase(#"{{ derivePassword 1 "basic" "password" "user" "example.com" }}"#, "pIS54PLs"),
      RenderCase(#"{{ derivePassword 1 "short" "password" "user" "example.com" }}"#, "Zed5"),
      RenderCase(#"{{ derivePassword 1 "pin" "password" "user" "example.com" }}"#, "6685"),
      RenderCase(#"{{ derivePassword 1 "nope" "" "" "" }}"#, "cannot find password template nope"),
    ])
  func derivesPasswords(_ example: RenderCase) { example.check() }

  @Test(
    "password hashes and encryption say what is wrong as the controller does",
    arguments: [
      RenderCase(#"{{ htpasswd "u" "p" "sha" }}"#, "u:{SHA}UWuXg/ylF+7L0dBk2i0WUxCxl1k="),
      RenderCase(#"{{ htpasswd "u:v" "p" "sha" }}"#, "invalid username: u:v"),
      RenderCase(#"{{ htpasswd .user "p" "bcrypt" | regexMatch "^admin:[$]2a[$]10[$][./A-Za-z0-9]{53}$" }}"#, "true"),
      RenderCase(#"{{ htpasswd "u" "p" .user }}"#, "wrong type for value; expected sprig.HashAlgorithm; got string"),
      RenderCase(#"{{ bcrypt "p" | regexMatch "^[$]2a[$]10[$][./A-Za-z0-9]{53}$" }}"#, "true"),
      RenderCase(
        #"{{ repeat 73 "x" | bcrypt }}"#,
        "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"),
      RenderCase(
        #"{{ encryptAES "secret" "plain text" | decryptAES "secret" }} {{ encryptAES "k" "" }}{{ decryptAES "k" "" }}|"#,
        "plain text |"),
      RenderCase(#"{{ decryptAES "k" "%" }}"#, "error calling decryptAES: illegal base64 data at input byte 0"),
      RenderCase(
        #"{{ decryptAES "k" "YWJj" }}"#,
        "error calling decryptAES: runtime error: slice bounds out of range [:16] with capacity 3"),
      RenderCase(
        #"{{ decryptAES "k" (b64enc "0123456789abcdef") }}"#,
        "error calling decryptAES: runtime error: index out of range [-1]"),
      RenderCase(
        #"{{ decryptAES "k" (b64enc "0123456789abcdef0") }}"#,
        "error calling decryptAES: crypto/cipher: input not full blocks"),
      RenderCase(#"{{ genPrivateKey "nope" }}"#, "Unknown type nope"),
    ])
  func saysWhatIsWrong(_ example: RenderCase) { example.check() }

  @Test(
    "generated keys are PEM of their kind",
    arguments: [
      ("rsa", "RSA PRIVATE KEY"), ("dsa", "DSA PRIVATE KEY"), ("ecdsa", "EC PRIVATE KEY"), ("ed25519", "PRIVATE KEY"),
    ])
  func generatesKeys(kind: String, type: String) throws {
    let context = Rendering.context()
    let text = String(
      decoding: try Rendering.render(#"{{ genPrivateKey "\#(kind)" }}"#, context: context), as: UTF8.self)
    #expect(text.hasPrefix("-----BEGIN \(type)-----\n") && text.hasSuffix("-----END \(type)-----\n"))
    #expect(context.unpredictableFunctions == ["genPrivateKey"])
  }

  @Test("generated certificates are for the names asked for, with keys of the kind given")
  func generatesCertificates() throws {
    let template = """
      {{- $ca := genCA "ca" 365 }}{{ $c := genSignedCert "leaf" (list "10.0.0.1" "::1") (list "a.b" "*.c") 30 $ca }}
      {{- certSANs $c.Cert }} {{ eq (filterCertChain "root" $ca.Cert) $ca.Cert }}
      {{- $self := genSelfSignedCertWithKey "s" nil (list "x") 1 (genPrivateKey "ecdsa") }} {{ certSANs $self.Cert }}
      {{- $ed := genCAWithKey "ed" 1 (genPrivateKey "ed25519") }} {{ $ed.Key | trunc 27 }}
      {{- (genSignedCertWithKey "y" nil nil 1 $ed (genPrivateKey "ecdsa")).Key | trunc 30 }} {{ kindOf $ca }} {{ typeOf $ca }}
      """
    let context = Rendering.context()
    let output = try Rendering.render(template, context: context)
    #expect(
      String(decoding: output, as: UTF8.self)
        == "[a.b *.c 10.0.0.1 ::1] true [x] -----BEGIN PRIVATE KEY-----"
        + "-----BEGIN EC PRIVATE KEY----- struct sprig.certificate")
    #expect(context.unpredictableFunctions.contains("genSignedCert"))
  }

  @Test("the controller finds no leaf in a chain of genCA and genSignedCert: the leaf has no key identifier")
  func findsNoLeaf() {
    RenderCase(
      #"{{ $ca := genCA "ca" 1 }}{{ print $ca.Cert (genSignedCert "a" nil nil 1 $ca).Cert | filterCertChain "leaf" }}"#,
      "error calling filterCertChain: no leaf certificate found"
    ).check()
  }

  @Test(
    "openssl trusts what genSignedCert signed",
    arguments: ["genPrivateKey \"rsa\"", "genPrivateKey \"ecdsa\"", "genPrivateKey \"ed25519\""])
  func isTrustedByOpenSSL(key: String) throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl") else { return }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("chain-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = try Rendering.render(
      #"{{ $ca := genCAWithKey "ca é" 365 (\#(key)) }}{{ $ca.Cert }}|{{ (genSignedCert "leaf" nil (list "a.b") 30 $ca).Cert }}"#
    )
    let parts = String(decoding: output, as: UTF8.self).split(separator: "|").map(String.init)
    let files = ["ca.pem", "leaf.pem"].map { folder.appendingPathComponent($0) }
    for (file, text) in zip(files, parts) { try text.write(to: file, atomically: true, encoding: .utf8) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = [
      "verify", "-attime", "\(Rendering.now + 60)", "-CAfile", files[0].path, files[1].path,
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test(
    "certificates that can't be made are refused",
    arguments: [
      RenderCase(
        #"{{ genSelfSignedCert "a" (list "1.2.3") nil 1 }}"#, "error calling genSelfSignedCert: error parsing ip: 1.2.3"
      ),
      RenderCase(
        #"{{ genSelfSignedCert "a" (list 1) nil 1 }}"#,
        "error calling genSelfSignedCert: error parsing ip: 1 is not a string"),
      RenderCase(
        #"{{ genSelfSignedCert "a" nil (list 1) 1 }}"#,
        "error calling genSelfSignedCert: error processing alternate dns name: 1 is not a string"),
      RenderCase(
        #"{{ genCAWithKey "a" 1 "junk" }}"#, "error calling genCAWithKey: parsing private key: no PEM data in input"),
      RenderCase(
        #"{{ genCAWithKey "a" 1 (genCA "b" 1).Cert }}"#,
        "error calling genCAWithKey: parsing private key: no private key data in PEM block of type CERTIFICATE"),
      RenderCase(
        #"{{ genCAWithKey "a" 1 (genPrivateKey "dsa") }}"#,
        "error calling genCAWithKey: error creating certificate: x509: certificate private key does not implement crypto.Signer"
      ),
      RenderCase(
        #"{{ buildCustomCert "%" "" }}"#, "error calling buildCustomCert: unable to decode base64 certificate"),
      RenderCase(#"{{ buildCustomCert "" "" }}"#, "error calling buildCustomCert: unable to decode certificate"),
    ])
  func refusesCertificates(_ example: RenderCase) { example.check() }

  @Test("random texts have their length and alphabet, and are marked")
  func randomTexts() throws {
    let context = Rendering.context()
    let template = """
      {{ randAlphaNum 50 }}|{{ randAlpha 50 }}|{{ randNumeric 50 }}|{{ randAscii 50 | len }}|{{ randBytes 6 | b64dec | len }}|\
      {{ randInt 5 6 }}|{{ uuidv4 }}|{{ shuffle "aaa" }}{{ randAlpha 0 }}{{ randAlpha -1 }}
      """
    let parts = String(decoding: try Rendering.render(template, context: context), as: UTF8.self).split(separator: "|")
    #expect(parts[0].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } && parts[0].count == 50)
    #expect(parts[1].allSatisfy { $0.isASCII && $0.isLetter } && parts[1].count == 50)
    #expect(parts[2].allSatisfy { $0.isNumber } && parts[2].count == 50)
    #expect(parts[3...5] == ["50", "6", "5"])
    #expect(UUID(uuidString: String(parts[6])) != nil && parts[6].dropFirst(14).first == "4" && parts[7] == "aaa")
    #expect(
      context.unpredictableFunctions == [
        "randAlpha", "randAlphaNum", "randAscii", "randBytes", "randInt", "randNumeric", "uuidv4",
      ])
  }
}
