import Testing

@Suite("Functions on strings")
struct StringFunctionsTests {
  @Test(
    "trimming takes characters, prefixes and suffixes off",
    arguments: [
      RenderCase(#"{{ trim " \t\n a b \u00a0" }}|"#, "a b|"),
      RenderCase(#"{{ trimAll "$" "$5.00$" }}{{ trimall "ab" "abba1ab" }}"#, "5.001"),
      RenderCase(#"{{ trimAll "" " a " }}|"#, " a |"),
      RenderCase(#"{{ trimAll "é" "éaé" }}"#, "a"),
      RenderCase(#"{{ trimPrefix "-" "--a" }}{{ trimSuffix "-" "a--" }}{{ trimPrefix "x" "a" }}"#, "-aa-a"),
      RenderCase(#"{{ nospace " a\tb c\n" }}"#, "abc"),
      RenderCase(#"{{ nospace "é" }}{{ nospace "é " }}"#, "éÃ©"),
    ])
  func trims(_ example: RenderCase) { example.check() }

  @Test(
    "cutting counts bytes and minds its bounds",
    arguments: [
      RenderCase(#"{{ substr 0 3 "hello" }}|{{ substr 1 -1 "hello" }}|{{ substr 2 99 "hello" }}"#, "hel|ello|llo"),
      RenderCase(#"{{ substr -1 3 "hello" }}|{{ substr 5 5 "hello" }}|"#, "hel||"),
      RenderCase(
        #"{{ substr 4 2 "hello" }}"#, "error calling substr: runtime error: slice bounds out of range [4:2]"),
      RenderCase(
        #"{{ substr 9 -1 "hello" }}"#, "error calling substr: runtime error: slice bounds out of range [9:5]"),
      RenderCase(
        #"{{ substr -1 9 "hello" }}"#,
        "error calling substr: runtime error: slice bounds out of range [:9] with length 5"),
      RenderCase(
        #"{{ substr -1 -2 "hello" }}"#, "error calling substr: runtime error: slice bounds out of range [:-2]"),
      RenderCase(#"{{ trunc 0 "abc" }}|{{ trunc -3 "abc" }}|{{ trunc -9 "abc" }}|{{ trunc -1 "abc" }}"#, "|abc|abc|c"),
      RenderCase(#"{{ trunc 2 "é!" }}"#, "é"),
      RenderCase(
        #"{{ abbrev 3 "abcdefgh" }}|{{ abbrev 5 "abcdefgh" }}|{{ abbrev 8 "abcdefgh" }}"#, "abcdefgh|ab...|abcdefgh"),
      RenderCase(#"{{ abbrevboth 5 10 "1234 5678 9123" }}|{{ abbrevboth 1 6 "abcdefghij" }}"#, "...5678...|abcdefghij"),
      RenderCase(#"{{ abbrevboth 12 10 "1234 5678 9123" }}|{{ abbrevboth 4 8 "abcdefghij" }}"#, "...78 9123|abcde..."),
    ])
  func cuts(_ example: RenderCase) { example.check() }

  @Test(
    "searching and replacing work on bytes",
    arguments: [
      RenderCase(#"{{ contains "ell" "hello" }}{{ contains "" "a" }}{{ contains "x" "" }}"#, "truetruefalse"),
      RenderCase(#"{{ hasPrefix "he" "hello" }}{{ hasSuffix "he" "hello" }}{{ hasSuffix "" "" }}"#, "truefalsetrue"),
      RenderCase(
        #"{{ replace "o" "00" "foo" }}|{{ replace "" "-" "ab" }}|{{ replace "x" "y" "foo" }}"#, "f0000|-a-b-|foo"),
      RenderCase(#"{{ "a.b.c" | replace "." "_" }}"#, "a_b_c"),
      RenderCase(#"{{ plural "cat" "cats" 1 }}{{ plural "cat" "cats" 0 }}{{ len "ab" | plural "x" "y" }}"#, "catcatsy"),
    ])
  func searches(_ example: RenderCase) { example.check() }

  @Test(
    "indenting puts spaces before every line, empty ones too",
    arguments: [
      RenderCase(#"{{ indent 2 "a\n\nb\n" }}|"#, "  a\n  \n  b\n  |"),
      RenderCase(#"{{ nindent 1 "a\nb" }}"#, "\n a\n b"),
      RenderCase(#"{{ indent 0 "a\nb" }}"#, "a\nb"),
      RenderCase(#"{{ indent -1 "a" }}"#, "error calling indent: strings: negative Repeat count"),
      RenderCase(#"{{ repeat 3 "ab" }}{{ repeat 0 "x" }}"#, "ababab"),
      RenderCase(#"{{ repeat -1 "x" }}"#, "error calling repeat: strings: negative Repeat count"),
      RenderCase(#"{{ wrap 5 "aaa bbb ccc" }}|{{ wrap 3 "abcdefgh ij" }}"#, "aaa\nbbb\nccc|abcdefgh\nij"),
      RenderCase(#"{{ wrapWith 4 "-" "aaabbbccc dd" }}|{{ wrap 0 "ab c" }}"#, "aaab-bbcc-c dd|ab\nc"),
    ])
  func indents(_ example: RenderCase) { example.check() }

  @Test(
    "quoting writes each value, nil left out",
    arguments: [
      RenderCase(#"{{ quote "a\"b" nil 1 1.5 true }}"#, #""a\"b" "1" "1.5" "true""#),
      RenderCase(#"{{ quote "é☃\u0001\\" }}"#, #""é☃\x01\\""#),
      RenderCase(#"{{ quote (list 1 "a") (dict "k" "v") }}"#, #""[1 a]" "map[k:v]""#),
      RenderCase(#"{{ quote }}{{ squote nil }}|{{ cat }}|"#, "||"),
      RenderCase(#"{{ squote "it's" 5 }}"#, "'it's' '5'"),
      RenderCase(#"{{ cat "a" nil 1 (list 1 2) "" true }}|"#, "a 1 [1 2]  true|"),
      RenderCase(#"{{ toString 12 }}{{ toString nil }}{{ toString (list "a") }}{{ 1.0 | toString }}"#, "12<nil>[a]1"),
      RenderCase(#"{{ hello }}"#, "Hello!"),
    ])
  func quotes(_ example: RenderCase) { example.check() }

  @Test(
    "cases are changed character by character",
    arguments: [
      RenderCase(#"{{ upper "straße é" }}{{ lower "ÀÉ İ" }}"#, "STRAßE Éàé i"),
      RenderCase(#"{{ title "hello wörld it's a-b_c" }}"#, "Hello Wörld It'S A-B_c"),
      RenderCase(#"{{ untitle "Hello World ÀB" }}"#, "hello world àB"),
      RenderCase(#"{{ swapcase "This Is A.Test é" }}"#, "tHIS iS a.tEST É"),
      RenderCase(#"{{ initials "First Try" }}{{ initials " a  b" }}{{ initials "é x" }}"#, "FTabÃx"),
      RenderCase(
        #"{{ snakecase "FirstName" }} {{ snakecase "HTTPServer" }} {{ snakecase "NoHTTPS" }}"#,
        "first_name http_server no_https"),
      RenderCase(
        #"{{ snakecase "GO_PATH" }} {{ snakecase "GO PATH" }} {{ snakecase "GO-PATH" }}"#, "go_path go_path go_path"),
      RenderCase(
        #"{{ snakecase "http2xx" }} {{ snakecase "HTTP20xOK" }} {{ snakecase "Duration2m3s" }}"#,
        "http_2xx http_20x_ok duration_2m3s"),
      RenderCase(#"{{ snakecase "Bld4Floor3rd" }} {{ kebabcase "Bld4Floor3rd" }}"#, "bld4_floor_3rd bld4-floor-3rd"),
      RenderCase(
        #"{{ camelcase "some_words" }} {{ camelcase "no_https" }} {{ camelcase "_complex__case_" }}"#,
        "SomeWords NoHttps _Complex_Case_"),
      RenderCase(
        #"{{ camelcase "some words" }}|{{ camelcase "" }}|{{ camelcase "_" }}|{{ camelcase "a" }}"#, "SomeWords||__|A"),
      RenderCase(
        #"{{ camelcase "DB_HOST" }}|{{ camelcase "HTTPServer" }}|{{ camelcase "ID" }}|{{ camelcase "my-APP" }}|{{ camelcase "ABc" }}|{{ camelcase "fooBAR_bazQUX" }}"#,
        "DbHost|Httpserver|Id|MyApp|Abc|FooBARBazQUX"),
    ])
  func changesCase(_ example: RenderCase) { example.check() }
}
