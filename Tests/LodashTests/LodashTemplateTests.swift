import Basics
import Lodash
import Testing

/// `_.template` with JavaScript's own conversions; the expected texts were recorded from lodash 4.17 on Node.
@Suite struct LodashTemplateTests {
  static let data = JSObject([
    ("user", .string("admin")), ("pass", .string(#"p<4>&"s'"#)), ("empty", .string("")), ("n", .string("1.10")),
    (
      "json", .string(#"{"a":{"b":[1,"two",null,{"c":1.10}]},"big":12345678901234567890,"t":true,"nul":null,"e":1e21}"#)
    ),
    ("b64", .string("aGVsbG8gd29ybGQ=")), ("tls.crt", .string("CERT")),
    ("yaml", .string("a: 1\nb: yes\nc: [x, 2.50]\nd: 'q'\n")),
  ])

  static func render(_ text: String) throws -> String { try LodashTemplate(text).render(data).text }

  static func reason(_ text: String) -> ScriptError.Reason? {
    do throws(ScriptError) {
      _ = try LodashTemplate(text).render(data)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test(
    "A template is what lodash makes of it",
    arguments: [
      ("plain {{ .x }}", "plain {{ .x }}"),
      ("<%= data.user %>", "admin"), ("${data.user}:${ data.pass }", #"admin:p<4>&"s'"#),
      ("<%- data.pass %>", "p&lt;4&gt;&amp;&quot;s&#39;"), ("[<%= data.missing %>]", "[]"),
      ("[<%- data.missing %>]", "[]"),
      ("<%= data['tls.crt'] %>", "CERT"), ("<%=data.user+1+2%>", "admin12"), ("<%= 1 + 2 + data.user %>", "3admin"),
      ("<%= data.n * 2 %>", "2.2"), ("<%= +data.n %>", "1.1"), ("<%= data.user * 1 %>", "NaN"),
      ("<%= JSON.parse(data.json).a.b[1] %>", "two"), ("<%= JSON.parse(data.json).a.b %>", "1,two,,[object Object]"),
      ("<%= JSON.parse(data.json).a %>", "[object Object]"),
      ("<%= JSON.parse(data.json).big %>", "12345678901234567000"),
      ("<%= JSON.parse(data.json).e %>", "1e+21"), ("<%= JSON.parse(data.json).a.b[3].c %>", "1.1"),
      ("<%= JSON.parse(data.json).nul %>", ""), ("<%= 'x' + JSON.parse(data.json).nul %>", "xnull"),
      ("<%= 'x' + data.missing %>", "xundefined"),
      ("<%= JSON.parse(data.json)['a']['b'][0] === 1 ? 'one' : 'other' %>", "one"),
      ("<%= data.n == 1.1 %>", "true"), ("<%= data.n === 1.1 %>", "false"), ("<%= null == undefined %>", "true"),
      ("<%= null === undefined %>", "false"), ("<%= '' == 0 %>", "true"), ("<%= 'b' > 'a' && 2 < 10 %>", "true"),
      ("<%= '10' < '9' %>", "true"), ("<%= '10' < 9 %>", "false"), ("<%= data.empty || 'default' %>", "default"),
      ("<%= data.missing ?? 'none' %>", "none"), ("<%= !data.empty %>", "true"),
      ("<%= Buffer.from(data.b64, 'base64').toString() %>", "hello world"),
      ("<%= Buffer.from(data.b64,'base64') %>", "hello world"),
      ("<%= Buffer.from(data.user).toString('base64') %>", "YWRtaW4="), ("<%= `${data.user}@${1 + 1}!` %>", "admin@2!"),
      ("<%= data.user.length %>", "5"), ("<%= data.user[0] %>", "a"), ("<%= JSON.parse(data.json).a.b.length %>", "4"),
      ("<%= yaml.load(data.yaml).a + 1 %>", "2"), ("<%= yaml.load(data.yaml).b %>", "yes"),
      ("<%= yaml.load(data.yaml).c[1] %>", "2.5"), ("<%= yaml.load(data.yaml).d %>", "q"),
      ("<%= JSON.stringify(JSON.parse(data.json).a) %>", #"{"b":[1,"two",null,{"c":1.1}]}"#),
      ("<%= 0.1 + 0.2 %>", "0.30000000000000004"),
      ("<%= 1e21 %> <%= 1e-7 %> <%= 123456789012 %> <%= -0 %>", "1e+21 1e-7 123456789012 0"),
      ("<%= 7 % 3 %> <%= -7 % 3 %>", "1 -1"),
      ("<%= (1, 2) ", "<%= (1, 2) "), ("${}x", "x"), ("a <% b", "a <% b"), ("<%= 'it''s' ", "<%= 'it''s' "),
      ("<%= \"\\u00e9\\x41\\n\" %>", "é" + "A\n"), ("<%= true + 1 %>", "2"), ("<%= (5).toString() %>", "5"),
    ])
  func rendersAsLodash(template: String, expected: String) throws {
    #expect(try Self.render(template) == expected)
  }

  @Test(
    "What the controller fails on, and what only this program doesn't run, are told apart",
    arguments: [
      ("<%= x %>", .failure), ("<%= data.missing.y %>", .failure), ("<%= JSON.parse(data.user).y %>", .failure),
      ("<%= JSON.parse(data.json).nul.x %>", .failure), ("<%= Buffer.from(data.missing) %>", .failure),
      ("<%= data.x data.y %>", .syntax), ("<%= %>", .syntax), ("<%= JSON.parse(data.json %>", .syntax),
      ("<%= 'open %>", .syntax), ("<%= data. %>", .syntax), ("<%= a; b %>", .syntax), ("<%= if (x) %>", .syntax),
      ("<% let x = 1 %><%= x %>", .notPreviewable), ("<%= data.user.trim() %>", .notPreviewable),
      ("<%= yaml.dump({}) %>", .notPreviewable), ("<%= [1] %>", .notPreviewable),
      ("<%= new Date() %>", .notPreviewable),
      ("<%= x => x %>", .notPreviewable), ("<%= a = 1 %>", .notPreviewable),
      ("<%= data.user.constructor %>", .notPreviewable),
      ("<%= _.trim(data.user) %>", .notPreviewable), ("<%= process.env.X %>", .notPreviewable),
      ("<%= f(x) %>", .notPreviewable), ("<%= data == data %>", .notPreviewable),
      ("<%= data?.user %>", .notPreviewable),
      ("<%= yaml.load('a: 2021-01-01').a %>", .notPreviewable), ("<%= yaml.load('a: 010').a %>", .notPreviewable),
    ] as [(String, ScriptError.Reason)])
  func reasons(template: String, reason: ScriptError.Reason) {
    #expect(Self.reason(template) == reason)
  }

  @Test("A problem has its place in the template, lines and columns from 1")
  func places() throws {
    let template = LodashTemplate("first\nü: <%= data.user.trim() %>")
    let problem = try #require(template.problems.first)
    #expect(template.place(of: problem.offset) == (2, 18))
  }

  @Test("No error tells a value")
  func errorsTellNothing() {
    let canary = "canary-1f3a"
    for text in ["<%= JSON.parse(data.x) %>", "<%= data.y[data.x] %>", "<%= JSON.parse('{}')[data.x].z %>"] {
      do throws(ScriptError) { _ = try LodashTemplate(text).render(JSObject([("x", .string(canary))])) } catch {
        #expect(!error.message.contains(canary), "\(error.message)")
      }
    }
  }

  @Test("Nesting without end is an answer, not a crash")
  func bounded() {
    for text in [
      String(repeating: "(", count: 50_000), String(repeating: "!", count: 50_000) + "1",
      String(repeating: "a?", count: 50_000), "1" + String(repeating: "+1", count: 50_000),
      "data" + String(repeating: ".x", count: 50_000),
      String(repeating: "(", count: 90) + "1" + String(repeating: String(repeating: "+1", count: 900) + ")", count: 90),
      String(repeating: "`${", count: 50_000),
    ] {
      #expect(Self.reason("<%= \(text) %>") != nil)
    }
  }

  @Test("A template tells which keys of the data it names")
  func namedKeys() {
    #expect(LodashTemplate("<%= data.a + data['b.c'] %>").namedKeys?.map(\.name) == ["a", "b.c"])
    #expect(LodashTemplate("<%= data[data.a] %>").namedKeys == nil)
    #expect(LodashTemplate("<%= JSON.stringify(data) %>").namedKeys == nil)
  }

  @Test("Whatever stands in a template or a path, there is an answer")
  func survivesAnything() {
    var random = SystemRandomNumberGenerator()
    let pieces = [
      "<%", "<%=", "<%-", "%>", "${", "}", "data", ".x", "['a']", "[0]", "(", ")", "JSON.parse", "yaml.load", "`", "'",
      "\"", "\\", "\\u", "0x", "1e", "9", "+", "==", "?", ":", "&&", "!", ",", " ", "\n", "é", "\u{1F600}", "[", "]",
      ".",
      "Buffer.from", "toString", "x", "%", "<", "-",
    ]
    for _ in 0..<3000 {
      let text = (0..<Int.random(in: 1...12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      let template = LodashTemplate(text)
      _ = try? template.render(Self.data)
      _ = (template.namedKeys, template.unknownNames)
      for problem in template.problems { _ = template.range(of: problem.offset, in: nil) }
      _ = PropertyPath(text).value(in: .object(Self.data))
    }
  }
}
