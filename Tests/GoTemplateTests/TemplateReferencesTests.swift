import GoTemplate
import Testing

/// Which keys of the data a template looks at.
@Suite struct TemplateReferencesTests {
  @Test(
    "Named keys are told apart from the data as a whole",
    arguments: [
      ("{{ .a }}{{ $.b.c }}{{ index . \"d\" }}", ["a", "b", "d"]), ("plain", []),
      ("{{ printf \"%s\" .a | len }}", ["a"]),
      ("{{ with .a }}{{ . }}{{ .x }}{{ $.b }}{{ else }}{{ .c }}{{ end }}", ["a", "b", "c"]),
      ("{{ if .a }}{{ .b }}{{ end }}{{ (.c).d }}", ["a", "b", "c"]),
      ("{{ define \"t\" }}{{ .x }}{{ template \"t\" . }}{{ end }}{{ template \"t\" . }}", ["x"]),
      ("{{ define \"t\" }}{{ .x }}{{ end }}{{ template \"t\" .a }}", ["a"]),
      ("{{ range $k, $v := .a }}{{ . }}{{ end }}", ["a"]), ("{{ $x := .a }}{{ $x.b }}", ["a"]),
      ("{{ . }}", nil), ("{{ range $k, $v := . }}{{ $v }}{{ end }}", nil), ("{{ index . .a }}", nil),
      ("{{ $x := $ }}", nil), ("{{ with . }}{{ .a }}{{ end }}", nil),
    ] as [(String, [String]?)])
  func references(text: String, keys: [String]?) throws {
    let template = try Template(Array(text.utf8), name: "t0")
    let found = template.referencedKeys.map { $0.map { String(decoding: $0, as: UTF8.self) }.sorted() }
    #expect(found == keys)
  }
}
