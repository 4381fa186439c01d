import GoTemplate
import Testing

/// A context without clock and randomness.
private func context() -> CallContext {
  CallContext(now: (0, 0), randomBytes: { Array(repeating: 4, count: $0) })
}

/// The data every case sees.
private func data() -> GoValue {
  let list = GoValue.list([.string("x"), .int(2), .float(1.5), .null, .bool(true)])
  let any = GoMap(["k".bytes: .string("v"), "n".bytes: .float(12_345_678), "l".bytes: list, "z".bytes: .null])
  return .map(
    GoMap([
      "user".bytes: .string("admin"), "empty".bytes: .string(""), "m".bytes: .map(any), "list".bytes: list,
      "strings".bytes: .map(GoMap(["b".bytes: .string("2"), "a".bytes: .string("1")], of: .string)),
      "bytes".bytes: .bytes([104, 105]),
    ]))
}

extension String {
  fileprivate var bytes: [UInt8] { Array(utf8) }
}

private let functions: [String: GoFunction] = [
  "upper": GoFunction([.string]) { arguments, _ in
    .string(String(decoding: arguments[0].stringBytes ?? [], as: UTF8.self).uppercased())
  },
  "fail": GoFunction([.string]) { arguments, _ throws in
    throw GoFunctionError(String(decoding: arguments[0].stringBytes ?? [], as: UTF8.self), redacted: "failed")
  },
  "add": GoFunction([], variadic: .any) { arguments, _ in
    .int64(arguments.reduce(0) { sum, value in if case .int(let number, _) = value { sum + number } else { sum } })
  },
  "half": GoFunction([.float64]) { arguments, _ in
    if case .float(let number) = arguments[0] { .float(number / 2) } else { .null }
  },
  "dict": GoFunction([], variadic: .any) { arguments, _ in
    let map = GoMap()
    for index in stride(from: 0, to: arguments.count - 1, by: 2) {
      map[arguments[index].stringBytes ?? []] = arguments[index + 1]
    }
    return .map(map)
  },
  "takesMap": GoFunction([.map(.any)]) { arguments, _ in .int(arguments[0].isNull ? -1 : 1) },
  "random": GoFunction([]) { _, call in
    call.markUnpredictable("random")
    return .string("4")
  },
]

private func render(_ text: String, _ missingKey: Template.MissingKey = .error) throws -> String {
  let template = try Template(text.bytes, name: "out", functions: functions, missingKey: missingKey)
  return String(decoding: try template.render(data(), context: context()), as: UTF8.self)
}

@Suite struct TemplateRenderingTests {
  @Test(
    "Actions, text and trim markers",
    arguments: [
      ("a{{- .user -}} b", "aadminb"), ("a {{- /* c */ -}} b", "ab"), ("{{/* c */}}x", "x"),
      ("x\n{{- \"y\" }}\n z", "xy\n z"),
      ("{{\"a\"}}{{`b\"\\n`}}", "ab\"\\n"), ("{{ \"esc\\n\\t\\u00e9\\x41\\101\" }}", "esc\n\téAA"),
      ("{{ 'a' }}{{ '\\n' }}", "9710"),
      ("{{-3}}", "-3"), ("{{- 3}}", "3"),
      ("{{ 0x1F }} {{ 0o17 }} {{ 017 }} {{ 0b101 }} {{ 1_000 }}", "31 15 15 5 1000"),
      (
        "{{ 1e3 }} {{ 1.50 }} {{ 0x1p4 }} {{ 1e6 }} {{ 1e21 }} {{ 0.0001 }} {{ 0.00001 }}",
        "1000 1.5 16 1e+06 1e+21 0.0001 1e-05"
      ),
      ("{{ 3i }} {{ 1+2i }} {{ -1.5i }}", "(0+3i) (1+2i) (0-1.5i)"), ("{{ true }}{{ not true }}", "truefalse"),
      ("{{\n.user\n}}", "admin"),
      ("{{ print nil }}", "<nil>"), ("{{ .m.z }}", "<no value>"), ("{{ . | len }}", "6"),
      ("{{ .list }}", "[x 2 1.5 <nil> true]"),
      ("{{ .m }}", "map[k:v l:[x 2 1.5 <nil> true] n:1.2345678e+07 z:<nil>]"), ("{{ .strings }}", "map[a:1 b:2]"),
      ("{{ .bytes }}", "[104 105]"),
    ])
  func rendersActions(text: String, expected: String) throws {
    #expect(try render(text) == expected)
  }

  @Test(
    "Control structures",
    arguments: [
      ("{{ if .user }}y{{ else }}n{{ end }}", "y"), ("{{ if .empty }}y{{ else if .user }}e{{ else }}n{{ end }}", "e"),
      ("{{ with .empty }}y{{ else with .user }}{{ . }}{{ end }}", "admin"),
      ("{{ with $x := .user }}{{ $x }}{{ end }}", "admin"),
      ("{{ range .list }}{{ . }},{{ end }}", "x,2,1.5,<no value>,true,"),
      ("{{ range $i, $e := .list }}{{ $i }}{{ end }}", "01234"),
      ("{{ range $k, $v := .strings }}{{ $k }}={{ $v }};{{ end }}", "a=1;b=2;"),
      ("{{ range 3 }}{{ . }}{{ end }}", "012"),
      ("{{ range $i := 3 }}{{ $i }}{{ end }}", "012"), ("{{ range 0 }}x{{ else }}none{{ end }}", "none"),
      (
        "{{ range .list }}{{ if eq . 2 }}{{ continue }}{{ end }}{{ if eq . true }}{{ break }}{{ end }}a{{ end }}",
        "error"
      ),
      (
        "{{ range $i, $_ := .list }}{{ if eq $i 1 }}{{ continue }}{{ end }}{{ if eq $i 3 }}{{ break }}{{ end }}{{ $i }}{{ end }}",
        "02"
      ),
      ("{{ $x := 1 }}{{ if true }}{{ $x := 5 }}{{ $x }}{{ end }}{{ $x }}", "51"),
      ("{{ $x := 1 }}{{ if true }}{{ $x = 5 }}{{ end }}{{ $x }}", "5"),
      ("{{ $i := 0 }}{{ range $i = 3 }}{{ end }}{{ $i }}", "2"),
      ("{{ define \"T\" }}[{{ . }}]{{ end }}{{ template \"T\" .user }}{{ template \"T\" }}", "[admin][<no value>]"),
      ("{{ block \"B\" .user }}<{{ . }}>{{ end }}", "<admin>"),
      ("{{ with .m }}{{ $.user }}{{ .k }}{{ end }}", "adminv"),
      ("{{ range .strings }}{{ range 2 }}{{ break }}{{ end }}x{{ end }}", "xx"),
      ("{{ range .bytes }}{{ . }} {{ end }}", "104 105 "),
    ])
  func rendersControlStructures(text: String, expected: String) throws {
    guard expected != "error" else {
      #expect(throws: TemplateError.self) { try render(text) }
      return
    }
    #expect(try render(text) == expected)
  }

  @Test(
    "Pipelines, chains and calls",
    arguments: [
      ("{{ .user | upper }}", "ADMIN"), ("{{ \"x\" | printf \"%s-%s\" \"a\" }}", "a-x"),
      ("{{ (upper .user) | len }}", "5"),
      ("{{ (dict \"a\" (dict \"b\" 7)).a.b }}", "7"), ("{{ (index .m \"l\") | len }}", "5"),
      ("{{ add 1 2 | add 3 }}", "6"),
      ("{{ half 3 }} {{ half 'a' }}", "1.5 48.5"), ("{{ takesMap nil }}", "1"), ("{{ $m := dict }}{{ $m.x }}", "error"),
      ("{{ and 1 0 (fail \"no\") }} {{ or 0 \"x\" (fail \"no\") }} {{ and 1 2 }} {{ or 0 \"\" }}", "0 x 2 "),
      ("{{ 5 | and 1 }}", "5"),
      (
        "{{ eq 1 2 1 }} {{ eq .user \"admin\" }} {{ ne 1 2 }} {{ lt \"a\" \"b\" }} {{ ge 2.5 2.5 }} {{ eq .m.z nil }}",
        "true true true true true true"
      ),
      (
        "{{ index .list 0 }} {{ index .m \"nope\" }} {{ index .strings \"nope\" }}|{{ index .user 0 }}",
        "x <no value> |97"
      ),
      ("{{ slice .user 1 3 }} {{ slice .list 3 }}", "dm [<nil> true]"),
      ("{{ html \"<a href='x'>&\\\"\" }}", "&lt;a href=&#39;x&#39;&gt;&amp;&#34;"),
      ("{{ js \"it's <b> é\\n\" }}", "it\\'s \\u003Cb\\u003E é\\u000A"),
      ("{{ urlquery \"a b&c/é~\" }}", "a+b%26c%2F%C3%A9~"),
      ("{{ println 1 \"a\" nil }}", "1 a <nil>\n"), ("{{ print 1 2 \"a\" \"b\" 3 }}", "1 2ab3"),
    ])
  func callsFunctions(text: String, expected: String) throws {
    guard expected != "error" else {
      #expect(throws: TemplateError.self) { try render(text) }
      return
    }
    #expect(try render(text) == expected)
  }

  @Test(
    "Errors have Go's text",
    arguments: [
      ("{{ .nope }}", #"template: out:1:3: executing "out" at <.nope>: map has no entry for key "nope""#),
      ("x\n  {{ .m.nope.x }}", #"template: out:2:7: executing "out" at <.m.nope.x>: map has no entry for key "nope""#),
      (
        "{{ .user.x }}",
        #"template: out:1:8: executing "out" at <.user.x>: can't evaluate field x in type interface {}"#
      ),
      ("{{ upper 1 }}", #"template: out:1:9: executing "out" at <1>: expected string; found 1"#),
      ("{{ upper }}", #"template: out:1:3: executing "out" at <upper>: wrong number of args for upper: want 1 got 0"#),
      (
        "{{ .m | upper }}",
        #"template: out:1:8: executing "out" at <upper>: wrong type for value; expected string; got map[string]interface {}"#
      ),
      (
        "{{ takesMap .strings }}",
        #"template: out:1:12: executing "out" at <.strings>: wrong type for value; expected map[string]interface {}; got map[string]string"#
      ),
      ("{{ fail \"why\" }}", #"template: out:1:3: executing "out" at <fail "why">: error calling fail: why"#),
      ("{{ upper nil }}", #"template: out:1:9: executing "out" at <nil>: cannot assign nil to string"#),
      ("{{ 1 | 2 }}", "template: out:1: non executable command in pipeline stage 2"),
      ("{{ .user 1 }}", #"template: out:1:3: executing "out" at <.user>: user is not a method but has arguments"#),
      (
        "{{ 9223372036854775808 }}",
        #"template: out:1:3: executing "out" at <9223372036854775808>: 9223372036854775808 overflows int"#
      ),
      (
        "{{ lt 1 \"a\" }}",
        #"template: out:1:3: executing "out" at <lt 1 "a">: error calling lt: incompatible types for comparison: int and string"#
      ),
      (
        "{{ index .list 9 }}",
        #"template: out:1:3: executing "out" at <index .list 9>: error calling index: index out of range: 9"#
      ),
      ("{{ template \"T\" }}", #"template: out:1:12: executing "out" at <{{template "T"}}>: template "T" not defined"#),
      ("{{ range \"abc\" }}{{ end }}", #"template: out:1:9: executing "out" at <"abc">: range can't iterate over abc"#),
      ("{{ upperr 1 }}", #"template: out:1: function "upperr" not defined"#),
      ("a\n{{ if }}{{ end }}", "template: out:2: missing value for if"),
      ("{{ end }}", "template: out:1: unexpected {{end}}"), ("{{ if true }}", "template: out:1: unexpected EOF"),
      ("{{ .x", "template: out:1: unclosed action"),
      ("{{ \"a }}", "template: out:1: unterminated quoted string"),
      ("{{ $x }}", #"template: out:1: undefined variable "$x""#),
      ("{{ (1 }}", "template: out:1: unclosed left paren"),
      ("{{ 1) }}", "template: out:1: unexpected right paren"),
      ("{{ break }}", "template: out:1: {{break}} outside {{range}}"),
      ("{{ /* x }}", #"template: out:1: unexpected "/" in command"#),
      ("{{/* x }}", "template: out:1: unclosed comment"), ("{{ 1x }}", #"template: out:1: bad number syntax: "1x""#),
      ("{{ .a-b }}", "template: out:1: bad character U+002D '-'"),
      ("{{ nil }}", #"template: out:1:3: executing "out" at <nil>: nil is not a command"#),
    ])
  func explainsLikeGo(text: String, expected: String) {
    #expect {
      try render(text)
    } throws: { error in
      let message = (error as? TemplateError)?.message
      if message != expected { Issue.record("\(message ?? "\(error)")") }
      return message == expected
    }
  }

  @Test("A redacted error holds nothing from the data")
  func redactsErrors() throws {
    #expect {
      try render("{{ fail .user }}")
    } throws: { error in
      guard let error = error as? TemplateError else { return false }
      return error.message.hasSuffix(": admin") && !error.redactedMessage.contains("admin")
        && !"\(error)".contains("admin")
    }
  }

  @Test("Without missingkey=error what isn't there has no value")
  func toleratesMissingKeys() throws {
    #expect(try render("{{ .nope }} {{ .nope.x }}", .noValue) == "<no value> <no value>")
  }

  @Test("A mistyped function comes with its nearest names")
  func suggestsNames() {
    #expect {
      try render("{{ printff \"x\" }}")
    } throws: { error in
      (error as? TemplateError)?.hint?.contains("printf") == true
    }
  }

  @Test("A render tells which functions made it unpredictable")
  func marksUnpredictable() throws {
    let call = context()
    let template = try Template("{{ random }}".bytes, name: "out", functions: functions)
    _ = try template.render(.null, context: call)
    #expect(call.unpredictableFunctions == ["random"])
  }

  @Test("Other delimiters can be chosen")
  func takesDelimiters() throws {
    let template = try Template("{{x}} <<.user ->> y".bytes, name: "out", delimiters: ("<<", ">>"))
    #expect(throws: TemplateError.self) { try Template("<< .user".bytes, name: "out", delimiters: ("<<", ">>")) }
    #expect(try template.render(data(), context: context()) == "{{x}} adminy".bytes)
  }

  @Test(
    "Recursion and loops without end stop with an error",
    arguments: [
      "{{ define \"T\" }}{{ template \"T\" . }}{{ end }}{{ template \"T\" . }}",
      "{{ range 9000000000000000000 }}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{{ end }}",
    ])
  func isBounded(text: String) {
    #expect(throws: TemplateError.self) { try render(text) }
  }

  // The texts themselves are no arguments: a test run prints its arguments.
  @Test("Nesting without end stops with an error", arguments: ["{{ if true }}", "{{ (", "("])
  func isShallow(piece: String) {
    let start = piece == "(" ? "{{ " : ""
    #expect(throws: TemplateError.self) { try render(start + String(repeating: piece, count: 100_000)) }
  }
}

@Suite struct GoFormatTests {
  @Test("Printf's verbs, flags, widths and complaints")
  func formats() {
    let cases: [(format: String, arguments: [GoValue], expected: String)] = [
      (
        "%8s|%-8s|%+d|%c|%U|%e|%g",
        [.string("a"), .string("b"), .int(5), .int(65), .int(65), .float(1234.5), .float(0.00001)],
        "       a|b       |+5|A|U+0041|1.234500e+03|1e-05"
      ),
      (
        "%05d|%x|%X|%#x|%o|%#o|%O|%b", [.int(42), .int(255), .int(255), .int(255), .int(8), .int(8), .int(8), .int(5)],
        "00042|ff|FF|0xff|10|010|0o10|101"
      ),
      ("%d|%s|%z", [.string("x"), .int(5), .int(1)], "%!d(string=x)|%!s(int=5)|%!z(int=1)"),
      ("%d %d", [.int(1)], "1 %!d(MISSING)"),
      ("%d", [.int(1), .string("x"), .null], "1%!(EXTRA string=x, <nil>)"), ("%", [], "%!(NOVERB)"),
      ("100%%", [], "100%"),
      ("%[2]d %[1]d", [.int(1), .int(2)], "2 1"), ("%[5]d", [.int(1)], "%!d(BADINDEX)"),
      ("%*d|%-*d|", [.int(4), .int(7), .int(3), .int(8)], "   7|8  |"),
      (
        "%.2f %6.1f %.0f %08.3f %+.1f", [.float(3.14159), .float(2.25), .float(2.5), .float(-1.5), .float(0.05)],
        "3.14    2.2 2 -001.500 +0.1"
      ),
      (
        "%q %+q %#q %x % x %.2s",
        [.string("a\"é"), .string("é"), .string("b"), .string("hi"), .string("hi"), .string("日本語")],
        "\"a\\\"é\" \"\\u00e9\" `b` 6869 68 69 日本"
      ),
      (
        "%v %+v %#v %T", [.strings(["a".bytes]), .null, .list([.int(1), .string("x")]), .float(1)],
        "[a] <nil> []interface {}{1, \"x\"} float64"
      ),
      ("%t %v %s", [.bool(true), .bool(false), .null], "true false %!s(<nil>)"), ("%6.2f%%", [.float(99.5)], " 99.50%"),
      ("%s", [.list([.string("a"), .int(1)])], "[a %!s(int=1)]"),
      ("%x", [.float(1.5)], "0x1.8p+00"), ("%G %E", [.float(1e-10), .float(1.5)], "1E-10 1.500000E+00"),
      ("%3c|%-3c|%q", [.int(120), .int(121), .int(39)], "  x|y  |'\\''"),
      ("%.3g %.10g %g", [.float(1234567), .float(0.1), .float(100000)], "1.23e+06 0.1 100000"),
      ("%5t|%-7v|", [.bool(true), .bool(false)], " true|false  |"),
      (
        "%s|%d|%8v", [.list([.string("x"), .null]), .list([.int(1), .null]), .list([.null])],
        "[x <nil>]|[1 <nil>]|[<nil>]"
      ),
      (
        "%05d|%.2f|%5d|%+d", [.string("a"), .int(3), .float(1), .float(1.5)],
        "%!d(string=0000a)|%!f(int=03)|%!d(float64=    1)|%!d(float64=+1.5)"
      ),
      ("%w|%w", [.list([.int(1), .int(2)]), .int(1)], "%!w([]interface {}=[1 2])|%!w(int=1)"),
      ("%#O|%.*d|%#.2v", [.int(15), .int(-5), .int(42), .string("abc")], "0o017|%!(BADPREC)42|\"ab\""),
      ("%[2]*[1]d", [.string("a"), .string("b")], "%!(BADWIDTH)%!d(string=a)"), ("%.", [.int(1)], "%!.(int=1)"),
    ]
    for (format, arguments, expected) in cases {
      #expect(String(decoding: GoFormat.sprintf(format, arguments), as: UTF8.self) == expected, "\(format)")
    }
  }
}
