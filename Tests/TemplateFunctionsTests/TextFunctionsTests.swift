import Testing

@Suite("Regular expressions, URLs, paths, versions, types and choices")
struct TextFunctionsTests {
  @Test(
    "regular expressions are Go's",
    arguments: [
      RenderCase(
        #"{{ regexMatch "^a.c$" "abc" }} {{ regexMatch "(" "(" }} {{ mustRegexMatch "b" "abc" }}"#, "true false true"),
      RenderCase(
        #"{{ regexFind "a+" "baaac" }} {{ regexFind "x" "abc" }}| {{ mustRegexFind "[0-9]+" "a12b3" }}"#, "aaa | 12"),
      RenderCase(
        #"{{ regexFindAll "[0-9]" "1a2b3" -1 }} {{ regexFindAll "[0-9]" "1a2b3" 2 }} {{ regexFindAll "x" "a" -1 | toJson }} {{ regexFindAll "a" "a" 0 | toJson }}"#,
        "[1 2 3] [1 2] null null"),
      RenderCase(
        #"{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }} {{ regexReplaceAll "a(x*)b" "-ab-axxb-" "$1W" }}"#,
        "-W-xxW- ---"),
      RenderCase(
        #"{{ regexReplaceAllLiteral "a(x*)b" "-ab-" "${1}" }} {{ mustRegexReplaceAllLiteral "a" "aa" "$" }}"#,
        "-${1}- $$"),
      RenderCase(
        #"{{ regexSplit "z+" "pizza" -1 }} {{ regexSplit "a" "banana" 2 }} {{ mustRegexSplit "," "" -1 | toJson }} {{ regexSplit "," "a" 0 | toJson }}"#,
        "[pi a] [b nana] [\"\"] null"),
      RenderCase(#"{{ regexQuoteMeta "1.2(a)" }} {{ mustRegexReplaceAll "(?i)ADMIN" .user "x" }}"#, #"1\.2\(a\) x"#),
      RenderCase(
        #"{{ regexFind "(" "a" }}"#,
        "error calling regexFind: regexp: Compile(`(`): error parsing regexp: missing closing ): `(`"),
      RenderCase(
        "{{ regexFindAll \"`(\" \"a\" 1 }}",
        #"error calling regexFindAll: regexp: Compile("`("): error parsing regexp: missing closing ): ``(`"#),
      RenderCase(
        #"{{ mustRegexFind "a**" "a" }}"#,
        "error calling mustRegexFind: error parsing regexp: invalid nested repetition operator: `**`"),
      RenderCase(
        #"{{ regexReplaceAll "(?=a)" "a" "" }}"#,
        "error calling regexReplaceAll: regexp: Compile(`(?=a)`): error parsing regexp: invalid or unsupported Perl syntax: `(?=`"
      ),
    ])
  func expressions(_ example: RenderCase) { example.check() }

  @Test(
    "URLs are taken apart and put together as net/url does",
    arguments: [
      RenderCase(
        #"{{ urlParse .url }}"#,
        "map[fragment:f host:h.example:8443 hostname:h.example opaque: path:/a/b/c query:q=1&r scheme:https userinfo:u:p%20w]"
      ),
      RenderCase(#"{{ urlParse .url | urlJoin }}"#, "https://u:p%20w@h.example:8443/a/b/c?q=1&r#f"),
      RenderCase(
        #"{{ urlParse "mailto:a@b.c" }}"#,
        "map[fragment: host: hostname: opaque:a@b.c path: query: scheme:mailto userinfo:]"),
      RenderCase(
        #"{{ (urlParse "http://[fe80::1]:80/").hostname }} {{ (urlParse "HTTP://h").scheme }} {{ (urlParse "/p?q").path }} {{ (urlParse "//h/p").host }}"#,
        "fe80::1 http /p h"),
      RenderCase(
        #"{{ (urlParse "postgresql://a:1,b:2/db").host }} {{ (urlParse "http://h/%7Ea b").path }}"#, "a:1,b:2 /~a b"),
      RenderCase(
        #"{{ urlJoin (dict "scheme" "http" "host" "h" "path" "a b" "query" "q=1" "fragment" "é") }}"#,
        "http://h/a%20b?q=1#%C3%A9"),
      RenderCase(
        #"{{ urlJoin (dict "path" "a:b") }} {{ urlJoin (dict "scheme" "x" "opaque" "y" "host" "z") }} {{ urlJoin (dict) }}|"#,
        "./a:b x:y |"),
      RenderCase(#"{{ urlJoin (dict "host" "h" "userinfo" "u:p@ss") }}"#, "//u:p%40ss@h"),
      RenderCase(
        #"{{ urlJoin (dict "host" 1) }}"#,
        "error calling urlJoin: unable to parse host key, must be of type string, but int found"),
      RenderCase(
        #"{{ urlParse "http://h:x/" }}"#,
        #"error calling urlParse: unable to parse url: parse "http://h:x/": invalid port ":x" after host"#),
      RenderCase(
        #"{{ urlParse "http://h:1:2/" }}"#,
        #"error calling urlParse: unable to parse url: parse "http://h:1:2/": invalid port ":1:2" after host"#),
      RenderCase(
        #"{{ urlParse "%zz" }}"#, #"error calling urlParse: unable to parse url: parse "%zz": invalid URL escape "%zz""#
      ),
      RenderCase(
        #"{{ urlParse ":a" }}"#, #"error calling urlParse: unable to parse url: parse ":a": missing protocol scheme"#),
      RenderCase(
        #"{{ urlParse "a\nb" }}"#,
        #"error calling urlParse: unable to parse url: parse "a\nb": net/url: invalid control character in URL"#),
      RenderCase(
        #"{{ urlParse "1:b" }}"#,
        #"error calling urlParse: unable to parse url: parse "1:b": first path segment in URL cannot contain colon"#),
      RenderCase(
        #"{{ urlParse "http://a b/" }}"#,
        #"error calling urlParse: unable to parse url: parse "http://a b/": invalid character " " in host name"#),
    ])
  func urls(_ example: RenderCase) { example.check() }

  @Test(
    "paths are cleaned by their text",
    arguments: [
      RenderCase(#"{{ base "" }} {{ base "///" }} {{ base "/a/b/" }} {{ base "a" }}"#, ". / b a"),
      RenderCase(#"{{ dir "" }} {{ dir "/a/b/" }} {{ dir "a" }} {{ dir "/a" }} {{ dir "a/../b/c" }}"#, ". /a/b . / b"),
      RenderCase(
        #"{{ clean "" }} {{ clean "a//b/../c/." }} {{ clean "/../a" }} {{ clean "../../a/.." }} {{ clean "a/.." }}"#,
        ". a/c /a ../.. ."),
      RenderCase(
        #"{{ ext "a.tar.gz" }} {{ ext "a.b/c" }}|{{ ext ".x" }} {{ isAbs "/a" }} {{ isAbs "a" }}"#, ".gz |.x true false"
      ),
      RenderCase(
        #"{{ osBase "/a/b" }} {{ osDir "/a/b" }} {{ osClean "a/./b" }} {{ osExt "x.y" }} {{ osIsAbs "/" }}"#,
        "b /a a/b .y true"),
    ])
  func paths(_ example: RenderCase) { example.check() }

  @Test(
    "versions are read, compared and constrained as Masterminds/semver does",
    arguments: [
      RenderCase(
        #"{{ semver "v1.2" }} {{ (semver "v1.2").Original }} {{ $v := semver "1.2.3-a.1+b" }}{{ $v.Major }}{{ $v.Minor }}{{ $v.Patch }} {{ $v.Prerelease }} {{ $v.Metadata }}"#,
        "1.2.0 v1.2 123 a.1 b"),
      RenderCase(
        #"{{ (semver "1.2.3").IncMajor }} {{ (semver "v1.2.3").IncMinor.Original }} {{ (semver "1.2.3-rc").IncPatch }} {{ (semver "1.2.3").LessThan (semver "1.10.0") }} {{ (semver "1.0.0-a").Compare (semver "1.0.0") }}"#,
        "2.0.0 v1.3.0 1.2.3 true -1"),
      RenderCase(#"{{ semver "x" }}"#, "error calling semver: invalid semantic version"),
      RenderCase(#"{{ semver "1.2.3.4" }}"#, "error calling semver: invalid semantic version"),
      RenderCase(#"{{ semver "1.2.3-01" }}"#, "error calling semver: version segment starts with 0"),
      RenderCase(#"{{ semver "" }}"#, "error calling semver: invalid semantic version"),
      RenderCase(
        #"{{ semverCompare "^1.2.3" "1.9.0" }}{{ semverCompare "^1.2.3" "2.0.0" }}{{ semverCompare "^0.2.3" "0.2.9" }}{{ semverCompare "^0.2.3" "0.3.0" }}{{ semverCompare "^0.0.3" "0.0.4" }}{{ semverCompare "^0" "0.9.0" }}"#,
        "truefalsetruefalsefalsetrue"),
      RenderCase(
        #"{{ semverCompare "~1.2.3" "1.2.9" }}{{ semverCompare "~1.2.3" "1.3.0" }}{{ semverCompare "~1" "1.9.9" }}{{ semverCompare "~>2.0" "2.0.5" }}{{ semverCompare "~*" "9.0.0" }}"#,
        "truefalsetruetruetrue"),
      RenderCase(
        #"{{ semverCompare "1.x" "1.9.0" }}{{ semverCompare "1.2.*" "1.2.9" }}{{ semverCompare "*" "3.0.0" }}{{ semverCompare "=1.2" "1.2.9" }}{{ semverCompare "1.2.3" "1.2.3+meta" }}"#,
        "truetruetruetruetrue"),
      RenderCase(
        #"{{ semverCompare ">=1.2, <2" "1.5.0" }}{{ semverCompare ">=1.2 <2" "2.0.0" }}{{ semverCompare ">1.2 || <0.5" "0.4.0" }}{{ semverCompare "1.2 - 1.4.5" "1.4.5" }}{{ semverCompare "1.2 - 1.4.5" "1.4.6" }}"#,
        "truefalsetruetruefalse"),
      RenderCase(
        #"{{ semverCompare ">11" "11.1.0" }}{{ semverCompare ">11.1" "11.1.5" }}{{ semverCompare ">11.1" "11.2.0" }}{{ semverCompare "<=11" "11.9.0" }}{{ semverCompare "!=1.x" "1.5.0" }}{{ semverCompare "!=1.2.3" "1.2.4" }}"#,
        "falsefalsetruetruefalsetrue"),
      RenderCase(
        #"{{ semverCompare ">=1.0.0" "1.5.0-beta" }}{{ semverCompare ">=1.0.0-0" "1.5.0-beta" }}{{ semverCompare "^1.2.0-alpha.1" "1.2.0-alpha.2" }}{{ semverCompare "<1.0.0-rc.10" "1.0.0-rc.9" }}"#,
        "falsetruetruetrue"),
      RenderCase(#"{{ semverCompare "nope" "1.0.0" }}"#, "error calling semverCompare: improper constraint: nope"),
      RenderCase(
        #"{{ semverCompare ">=1.0<2" "1.0.0" }}"#, "error calling semverCompare: improper constraint: >=1.0<2"),
      RenderCase(#"{{ semverCompare ">=1.0" "x" }}"#, "error calling semverCompare: invalid semantic version"),
    ])
  func versions(_ example: RenderCase) { example.check() }

  @Test(
    "types and kinds have Go's names",
    arguments: [
      RenderCase(
        #"{{ typeOf 1 }} {{ typeOf "a" }} {{ typeOf nil }} {{ typeOf (dict) }} {{ typeOf . }} {{ typeOf (now) }} {{ typeOf (semver "1.0.0") }} {{ typeOf 1.5 }} {{ typeOf 3i }}"#,
        "int string <nil> map[string]interface {} map[string]string time.Time *semver.Version float64 complex128"),
      RenderCase(
        #"{{ kindOf 1 }} {{ kindOf (list) }} {{ kindOf nil }} {{ kindOf (now) }} {{ kindOf (semver "1.0.0") }} {{ kindOf true }} {{ kindOf (dict) }}"#,
        "int slice invalid struct ptr bool map"),
      RenderCase(
        #"{{ kindIs "int" 1 }} {{ kindIs "string" 1 }} {{ typeIs "int64" (int64 1) }} {{ typeIsLike "semver.Version" (semver "1.0.0") }}"#,
        "true false true true"),
      RenderCase(
        #"{{ deepEqual (list 1 (dict "a" 2)) (list 1 (dict "a" 2)) }} {{ deepEqual 1 1.0 }} {{ deepEqual nil nil }} {{ deepEqual (list) (rest (list)) }}"#,
        "true false true false"),
    ])
  func types(_ example: RenderCase) { example.check() }

  @Test(
    "choices go by emptiness",
    arguments: [
      RenderCase(
        #"{{ default "d" "" }} {{ default "d" 0 }} {{ default "d" "x" }} {{ "" | default "d" }} {{ default "d" }} {{ default "d" (list) }} {{ default "d" false }}"#,
        "d d x d d d d"),
      RenderCase(
        #"{{ empty nil }} {{ empty 0.0 }} {{ empty "a" }} {{ empty (dict "a" 1) }} {{ empty (now) }} {{ empty (semver "0.0.0") }}"#,
        "true true false false false false"),
      RenderCase(
        #"{{ coalesce 0 "" "b" "c" }} {{ coalesce nil 0 }} {{ all 1 "a" }} {{ all }} {{ any 0 "" }} {{ any "x" }}"#,
        "b <no value> true true false true"),
      RenderCase(
        #"{{ ternary 1 2 true }} {{ true | ternary "y" "n" }} {{ ternary "y" "n" (eq .user "admin") }}"#, "1 y y"),
      RenderCase(#"{{ fail "no luck" }}"#, "error calling fail: no luck"),
    ])
  func chooses(_ example: RenderCase) { example.check() }
}
