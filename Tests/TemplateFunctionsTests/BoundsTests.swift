import GoTemplate
import Testing

@testable import TemplateFunctions

@Suite("Bounds")
struct BoundsTests {
  @Test(
    "what would grow beyond all measure fails with a clear error, soon",
    arguments: [
      #"{{ repeat 9223372036854775807 "ab" }}"#, #"{{ until 9223372036854775807 }}"#,
      #"{{ until -9223372036854775808 }}"#,
      #"{{ untilStep -9223372036854775808 9223372036854775807 1 }}"#, #"{{ seq 1 9223372036854775806 }}"#,
      #"{{ indent 9223372036854775807 "a" }}"#, #"{{ indent 1000000 (repeat 1000 "\n") }}"#,
      #"{{ randAlpha 9223372036854775807 }}"#, #"{{ randBytes 9223372036854775807 }}"#,
      #"{{ $x := "a" }}{{ range until 60 }}{{ $x = print $x $x }}{{ end }}"#,
      #"{{ $x := "a" }}{{ range until 60 }}{{ $x = cat $x $x }}{{ end }}"#,
      #"{{ $x := list "a" }}{{ range until 60 }}{{ $x = list $x $x }}{{ end }}{{ mustToJson $x }}"#,
      #"{{ $x := list "a" }}{{ range until 60 }}{{ $x = list $x $x }}{{ end }}{{ deepCopy $x }}"#,
      #"{{ $x := list "a" }}{{ range until 60 }}{{ $x = list $x $x }}{{ end }}{{ deepEqual $x (deepCopy $x) }}"#,
      #"{{ replace "a" (repeat 100000 "b") (repeat 100000 "a") }}"#,
      #"{{ regexReplaceAll "a" (repeat 100000 "a") (repeat 100000 "b") }}"#,
      #"{{ $x := list 1 }}{{ range until 60 }}{{ $x = concat $x $x }}{{ end }}"#,
      #"{{ join (repeat 100000 "x") (until 100000) }}"#, #"{{ wrapWith 1 (repeat 100000 "x") (repeat 100000 "y") }}"#,
    ])
  func growsNoFurther(template: String) {
    let error = #expect(throws: TemplateError.self) {
      try Rendering.render(template, context: Rendering.context(byteLimit: 1 << 20))
    }
    #expect(error?.message.contains("more than 1 MiB") == true)
  }

  @Test(
    "a few calls of costly cryptography render, a loop of them is stopped",
    arguments: [
      #"bcrypt "x""#, #"htpasswd "u" "p" "bcrypt""#, #"derivePassword 1 "long" "p" "u" "s""#, #"genPrivateKey "ecdsa""#,
      #"genCA "ca" 1"#, #"genSelfSignedCert "c" nil nil 1"#,
    ])
  func costlyLoops(call: String) throws {
    // A tenth of what a render may take otherwise.
    #expect(try !Rendering.render("{{ \(call) }}", context: Rendering.context(workLimit: 5_000_000)).isEmpty)
    let error = #expect(throws: TemplateError.self) {
      try Rendering.render(
        "{{ range until 10 }}{{ \(call) }}{{ end }}", context: Rendering.context(workLimit: 5_000_000))
    }
    #expect(error?.message.contains("the template takes too long") == true)
  }

  @Test(
    "strange numbers don't trap",
    arguments: [
      #"{{ trunc -9223372036854775808 "abc" }}"#, #"{{ substr 0 9223372036854775807 "abc" }}"#,
      #"{{ abbrev 9223372036854775807 "abc" }}"#, #"{{ abbrevboth 9223372036854775807 10 "abcdefghijklmn" }}"#,
      #"{{ abbrevboth -9223372036854775808 10 "abcdefghijklmn" }}"#, #"{{ wrap -1 "abc" }}"#,
      #"{{ wrap 9223372036854775807 "abc" }}"#, #"{{ untilStep 0 10 9223372036854775807 }}"#,
      #"{{ seq 9223372036854775807 }}"#, #"{{ seq 9223372036854775806 9223372036854775807 }}"#,
      #"{{ chunk -1 (list 1) }}"#, #"{{ chunk 9223372036854775807 (list 1) }}"#,
      #"{{ splitn "," -9223372036854775808 "a,b" }}"#,
      #"{{ round 1 9223372036854775807 }}"#, #"{{ round 1 -9223372036854775808 }}"#, #"{{ round 1.5 309 }}"#,
      #"{{ date "2006" 9223372036854775807 }}"#, #"{{ date "2006 002 Mon" -9223372036854775808 }}"#,
      #"{{ duration "9223372036854775807" }}"#, #"{{ durationRound "-9223372036854775808ns" }}"#,
      #"{{ durationRound "2562047h47m16.854775808s" }}"#, #"{{ dateModify "2562047h" (toDate "2006" "9999") }}"#,
      #"{{ ((toDate "2006" "2021").AddDate 9223372036854775807 9223372036854775807 9223372036854775807).Year }}"#,
      #"{{ (toDate "2006" "0000").UnixNano }}"#, #"{{ ago -9223372036854775808 }}"#,
      #"{{ randInt 0 9223372036854775807 | typeOf }}"#, #"{{ randInt 5 5 }}"#,
      #"{{ randInt -9223372036854775808 9223372036854775807 }}"#,
      #"{{ genCA "a" 9223372036854775807 }}"#, #"{{ slice (list 1) -9223372036854775808 9223372036854775807 }}"#,
      #"{{ (semver "18446744073709551615.0.0").IncMajor }}"#,
      #"{{ toDate "2006-01-02T15:04:05.999999999999999Z07:00" "2021-03-04T05:06:07.123456789123456Z" }}"#,
      #"{{ toDate "-070000" "-246060" }}"#, #"{{ regexFindAll "" "héé" 9223372036854775807 }}"#,
      #"{{ $d := dict }}{{ $_ := set $d "self" $d }}{{ deepCopy $d }}"#,
      #"{{ $d := dict }}{{ $_ := set $d "self" $d }}{{ mustToJson $d }}"#,
      #"{{ $d := dict }}{{ $_ := set $d "self" $d }}{{ merge $d $d | len }}"#,
      #"{{ $d := dict }}{{ $_ := set $d "self" $d }}{{ toYaml $d }}"#,
      #"{{ mustFromJson (repeat 100000 "[") }}"#, #"{{ fromYaml (repeat 10000 "[") | len }}"#,
      #"{{ pkcs12key (repeat 100000 "0") }}"#,
      #"{{ certSANs "-----BEGIN X-----\n-----END X-----" }}"#, #"{{ b64dec (repeat 100000 "=") | len }}"#,
      #"{{ toDecimal "777777777777777777777777" }}"#,
    ])
  func surviveNumbers(template: String) {
    // That it comes back is what is tested: a trap would end the whole run.
    #expect(Rendering.outcome(template).utf8.count < 1 << 20)
  }

  @Test("errors about a template's own values have a form without them")
  func redactsErrors() {
    for template in [
      #"{{ fail .secret }}"#, #"{{ urlParse .secret }}"#, #"{{ mustToDate "2006" .secret }}"#,
      #"{{ mustFromJson .secret }}"#,
      #"{{ mustRegexFind .secret "a" }}"#, #"{{ regexFind .secret "a" }}"#, #"{{ semverCompare .secret "1.0.0" }}"#,
      #"{{ semver .secret }}"#, #"{{ mustDateModify .secret now }}"#,
      #"{{ genSelfSignedCert "a" (list .secret) nil 1 }}"#,
      #"{{ jwkPublicKeyPem .secret }}"#, #"{{ rsaDecrypt .secret "" "" "" }}"#, #"{{ certSANs .secret }}"#,
      #"{{ decryptAES "k" .secret }}"#,
      #"{{ urlJoin (dict "userinfo" .secret) }}"#, #"{{ pkcs12key .secret }}"#, #"{{ fromJson .secret | get "a" }}"#,
    ] {
      let error = #expect(throws: TemplateError.self, "\(template)") {
        try Rendering.render(template, ["secret": ":(s3cr%zzt\u{1}"])
      }
      #expect(error?.redactedMessage.contains("s3cr") == false, "\(template)")
    }
  }
}
