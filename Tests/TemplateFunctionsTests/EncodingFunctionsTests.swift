import Testing

@Suite("Encodings, JSON and YAML")
struct EncodingFunctionsTests {
  @Test(
    "what can't be decoded gives Go's error as the value, with its place",
    arguments: [
      RenderCase(
        #"{{ b64enc "hello?>" }} {{ b64dec "aGVsbG8/Pg==" }} {{ b64dec "aGVs\nbG8=\r\n" }} {{ b64dec "" }}|"#,
        "aGVsbG8/Pg== hello?> hello |"),
      RenderCase(
        #"{{ b64dec "!" }}|{{ b64dec "aGVs!" }}|{{ b64dec "aGVsbG8" }}|{{ b64dec "aGVsbG8-" }}"#,
        "illegal base64 data at input byte 0|illegal base64 data at input byte 4|illegal base64 data at input byte 4|illegal base64 data at input byte 7"
      ),
      RenderCase(
        #"{{ b64dec "aGVsbA=" }}|{{ b64dec "aGVsbA==x" }}|{{ b64dec "a===" }}|{{ b64dec "aGVsbA=x" }}"#,
        "illegal base64 data at input byte 7|illegal base64 data at input byte 8|illegal base64 data at input byte 1|illegal base64 data at input byte 6"
      ),
      RenderCase(
        #"{{ b32enc "admin" }} {{ b32enc "a" }} {{ b32enc "" }}|{{ b32dec "MFSG22LO" }} {{ b32dec "ME======" }} {{ b32dec "MFSG\n22LO" }}"#,
        "MFSG22LO ME====== |admin a admin"),
      RenderCase(
        #"{{ b32dec "M1======" }}|{{ b32dec "ME" }}|{{ b32dec "ME====" }}|{{ b32dec "mfsg" }}|{{ b32dec "M=======" }}"#,
        "illegal base32 data at input byte 1|illegal base32 data at input byte 0|illegal base32 data at input byte 6|illegal base32 data at input byte 0|illegal base32 data at input byte 1"
      ),
      RenderCase(
        #"{{ hexdec "68656C6c6f" }} {{ hexdec "6" }} {{ hexdec "6g" }} {{ hexdec "zz" }} {{ hexdec "6\n" }}"#,
        "hello encoding/hex: odd length hex string encoding/hex: invalid byte: U+0067 'g' encoding/hex: invalid byte: U+007A 'z' encoding/hex: invalid byte: U+000A"
      ),
      RenderCase(
        #"{{ sha1sum "" }} {{ adler32sum "Wikipedia" }} {{ adler32sum "" }}"#,
        "da39a3ee5e6b4b0d3255bfef95601890afd80709 300286872 1"),
      RenderCase(#"{{ sha256sum "abc" }}"#, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      RenderCase(#"{{ sha512sum "abc" | trunc 16 }}"#, "ddaf35a193617aba"),
    ])
  func decodes(_ example: RenderCase) { example.check() }

  @Test(
    "JSON is written as encoding/json writes it",
    arguments: [
      RenderCase(
        #"{{ toJson (dict "b" (list 1 2.5 nil true "x") "a" (dict)) }}"#, #"{"a":{},"b":[1,2.5,null,true,"x"]}"#),
      RenderCase(
        #"{{ toJson "<a href='x'>&\u2028\u007f\u0001\"\\/" }}"#,
        #""\u003ca href='x'\u003e\u0026\u2028"# + "\u{7F}" + #"\u0001\"\\/""#),
      RenderCase(#"{{ toRawJson "<&>\u2028" }} {{ mustToRawJson (list "<") }}"#, #""<&>\u2028" ["<"]"#),
      RenderCase(
        #"{{ toJson (list 1e21 1e20 1e-6 1e-7 100.0 1.5e300) }}"#,
        "[1e+21,100000000000000000000,0.000001,1e-7,100,1.5e+300]"),
      RenderCase(#"{{ toJson "\xff\xfea" }} {{ toJson (b64dec "/w==") }}"#, #""\ufffd\ufffda" "\ufffd""#),
      RenderCase(
        #"{{ toPrettyJson (dict "a" (list 1 (dict "b" "c")) "e" (list) "f" (dict)) }}"#,
        "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"c\"\n    }\n  ],\n  \"e\": [],\n  \"f\": {}\n}"),
      RenderCase(#"{{ toJson (float64 "nan") }}|{{ toPrettyJson (list (float64 "inf")) }}|"#, "||"),
      RenderCase(#"{{ mustToJson (float64 "nan") }}"#, "error calling mustToJson: json: unsupported value: NaN"),
      RenderCase(#"{{ toRawJson 3i }}"#, "error calling toRawJson: json: unsupported type: complex128"),
      RenderCase(
        #"{{ toJson (toDate "2006-01-02" "2021-03-04") }} {{ toJson (semver "v1.2.3") }} {{ toJson (split "," "a,b") }}"#,
        #""2021-03-04T00:00:00Z" "1.2.3" {"_0":"a","_1":"b"}"#),
      RenderCase(#"{{ mustToPrettyJson 1 }}{{ toJson nil }}"#, "1null"),
    ])
  func writesJSON(_ example: RenderCase) { example.check() }

  @Test(
    "JSON is read as encoding/json reads it into interfaces",
    arguments: [
      RenderCase(#"{{ fromJson .json }}"#, "map[a:map[b:[1 2.5 x <nil> true]] n:1.2345678e+07 s:<&>]"),
      RenderCase(
        #"{{ (fromJson .json).n }} {{ (fromJson .json).n | int }} {{ fromJson "1" | typeOf }} {{ fromJson "null" }}|"#,
        "1.2345678e+07 12345678 float64 <no value>|"),
      RenderCase(
        #"{{ fromJson "{\"a\":1,\"a\":2}" }} {{ fromJson "\"\\ud83d\\ude00\\ud800\"" }} {{ fromJson " [ ] " }}"#,
        "map[a:2] 😀\u{FFFD} []"),
      RenderCase(
        #"{{ fromJson "[1,]" }}|{{ fromJson "1e999" }}|{{ fromJson "" }}|"#, "<no value>|<no value>|<no value>|"),
      RenderCase(
        #"{{ mustFromJson "[1,]" }}"#,
        "error calling mustFromJson: invalid character ']' looking for beginning of value"),
      RenderCase(
        #"{{ mustFromJson "{\"a\" 1}" }}"#, "error calling mustFromJson: invalid character '1' after object key"),
      RenderCase(
        #"{{ mustFromJson "[1 2]" }}"#, "error calling mustFromJson: invalid character '2' after array element"),
      RenderCase(
        #"{{ mustFromJson "1 2" }}"#, "error calling mustFromJson: invalid character '2' after top-level value"),
      RenderCase(#"{{ mustFromJson "tru" }}"#, "error calling mustFromJson: unexpected end of JSON input"),
      RenderCase(
        #"{{ mustFromJson "trux" }}"#,
        "error calling mustFromJson: invalid character 'x' in literal true (expecting 'e')"),
      RenderCase(#"{{ mustFromJson "" }}"#, "error calling mustFromJson: unexpected end of JSON input"),
      RenderCase(
        #"{{ mustFromJson "'a'" }}"#,
        #"error calling mustFromJson: invalid character '\'' looking for beginning of value"#),
      RenderCase(
        #"{{ mustFromJson "é" }}"#, #"error calling mustFromJson: invalid character 'Ã' looking for beginning of value"#
      ),
      RenderCase(
        #"{{ mustFromJson "\"a\nb\"" }}"#, #"error calling mustFromJson: invalid character '\n' in string literal"#),
      RenderCase(
        #"{{ mustFromJson "\"\\x\"" }}"#, "error calling mustFromJson: invalid character 'x' in string escape code"),
      RenderCase(
        #"{{ mustFromJson "01" }}"#, "error calling mustFromJson: invalid character '1' after top-level value"),
      RenderCase(
        #"{{ mustFromJson "1e999" }}"#,
        "error calling mustFromJson: json: cannot unmarshal number 1e999 into Go value of type float64"),
    ])
  func readsJSON(_ example: RenderCase) { example.check() }

  @Test(
    "YAML is written as sigs.k8s.io/yaml writes it",
    arguments: [
      RenderCase(#"{{ toYaml (dict "b" (list 1 (dict "c" "d")) "a" "x") }}"#, "a: x\nb:\n- 1\n- c: d"),
      RenderCase(
        ##"{{ toYaml (list "yes" "null" "1" "1.5" "" "~" "0x1F" "1e3" "2021-01-01" "a: b" "- x" "#c" "1:30") }}"##,
        "- \"yes\"\n- \"null\"\n- \"1\"\n- \"1.5\"\n- \"\"\n- \"~\"\n- \"0x1F\"\n- \"1e3\"\n- \"2021-01-01\"\n- 'a: b'\n- '- x'\n- '#c'\n- \"1:30\""
      ),
      RenderCase(
        #"{{ toYaml (dict "n" 1 "y" 2 "on" 3 "k10" 1 "k9" 2 "K" 3) }}"#,
        "K: 3\nk9: 2\nk10: 1\n\"n\": 1\n\"on\": 3\n\"y\": 2"),
      RenderCase(
        #"{{ toYaml (dict "a" "l1\nl2\n" "b" "l1\nl2" "c" "l1\n\n") }}"#,
        "a: |\n  l1\n  l2\nb: |-\n  l1\n  l2\nc: |+\n  l1\n"),
      RenderCase(#"{{ toYaml (dict "a" (list) "b" (dict) "c" nil "d" true) }}"#, "a: []\nb: {}\nc: null\nd: true"),
      RenderCase(
        #"{{ toYaml (list 1.5 100.0 1e21 1234567.5 0.00001 12345678) }}"#,
        "- 1.5\n- 100\n- 1e+21\n- 1.2345675e+06\n- 1e-05\n- 12345678"),
      RenderCase(#"{{ toYaml (dict "e" "😀" "n" "\u00a0x") }}"#, "e: \"\\U0001F600\"\n\"n\": \u{A0}x"),
      RenderCase(
        #"{{ toYaml (dict "k" "it is: a long quoted text that needs quotes because of the colon and is longer than eighty columns") }}"#,
        "k: 'it is: a long quoted text that needs quotes because of the colon and is longer\n  than eighty columns'"),
      RenderCase(
        #"{{ toYaml (dict "k" (list "a long plain text that needs no quotes at all but is much longer than eighty columns wide, so folded")) }}"#,
        "k:\n- a long plain text that needs no quotes at all but is much longer than eighty columns\n  wide, so folded"),
      RenderCase(
        #"{{ toYaml (dict "k" (repeat 90 "x") "<<" "<<") }}"#, "<<: <<\nk: " + String(repeating: "x", count: 90)),
      RenderCase(
        #"{{ fromYaml "{\"p\":\"a\\/b\"}" | toJson }}"#,
        #"{"Error":"error converting YAML to JSON: yaml: found unknown escape character"}"#),
      RenderCase(
        #"{{ fromYaml "\ufeffa: 1\nb: 2" | toJson }} {{ fromYaml "---\n# c\n---\na: b" | toJson }}"#,
        #"{"a":1,"b":2} {}"#),
      RenderCase(#"{{ toYaml "a" }}|{{ toYaml 1 }}|{{ toYaml nil }}|{{ toYaml (float64 "nan") }}|"#, "a|1|null||"),
      RenderCase(
        #"{{ toYaml (dict "s" "héllo ☃ it's" "q" "say \"hi\"" "t" "tab\there" "c" "\u0001" "lead" " x" "trail" "x ") }}"#,
        "c: \"\\x01\"\nlead: ' x'\nq: say \"hi\"\ns: héllo ☃ it's\nt: \"tab\\there\"\ntrail: 'x '"),
      RenderCase(#"{{ toYaml (dict "a" "\u007f") }}|{{ dict (repeat 1100 "k") 1 | toYaml }}|"#, "||"),
    ])
  func writesYAML(_ example: RenderCase) { example.check() }

  @Test(
    "YAML is read as sigs.k8s.io/yaml reads it; errors become the member Error",
    arguments: [
      RenderCase(#"{{ fromYaml "a: 1\nb: [x, yes]\nc: 0x10\nd: ~" }}"#, "map[a:1 b:[x true] c:16 d:<nil>]"),
      RenderCase(##"{{ fromYaml "" }}{{ fromYaml "null" }}{{ fromYaml "# c" }}"##, "map[]map[]map[]"),
      RenderCase(#"{{ fromYaml "1: a\ntrue: b\n" }}"#, "map[1:a true:b]"),
      RenderCase(
        #"{{ fromYaml "- a" }}"#,
        "map[Error:error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}]"
      ),
      RenderCase(
        #"{{ fromYaml "abc" }}"#,
        "map[Error:error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type map[string]interface {}]"
      ),
      RenderCase(
        #"{{ fromYaml "a: [" }}"#,
        "map[Error:error converting YAML to JSON: yaml: line 1: did not find expected node content]"),
      RenderCase(
        #"{{ fromYaml "a: b: c" }}"#,
        "map[Error:error converting YAML to JSON: yaml: mapping values are not allowed in this context]"),
      RenderCase(
        #"{{ fromYaml "a: 1\n b: 2\n" }}"#,
        "map[Error:error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context]"),
      RenderCase(
        #"{{ fromYaml "a: 1\nb: }" }}"#,
        "map[Error:error converting YAML to JSON: yaml: line 1: did not find expected node content]"),
      RenderCase(
        #"{{ fromYaml "a:\n\t- b" }}"#,
        "map[Error:error converting YAML to JSON: yaml: line 2: found character that cannot start any token]"),
      RenderCase(#"{{ fromYaml "a: 1\n---\nb: [" }}"#, "map[a:1]"),
      RenderCase(#"{{ (fromYaml "a: {b: c}").a.b }}"#, "c"),
    ])
  func readsYAML(_ example: RenderCase) { example.check() }
}
