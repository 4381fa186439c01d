import Testing

@Suite("Functions on lists")
struct ListFunctionsTests {
  @Test(
    "lists are taken apart and put together; each form has its must form",
    arguments: [
      RenderCase(
        #"{{ sortAlpha (regexFindAll "x" "abc" -1) | toJson }} {{ toStrings (regexFindAll "x" "abc" -1) | toJson }} {{ sortAlpha (list) | toJson }}"#,
        "null null []"),
      RenderCase(#"{{ list 1 "a" nil }} {{ tuple 1 }} {{ list }}"#, "[1 a <nil>] [1] []"),
      RenderCase(
        #"{{ first (list) }} {{ last (list 1 2) }} {{ mustFirst (list 3) }} {{ mustLast (list) }}"#,
        "<no value> 2 3 <no value>"),
      RenderCase(
        #"{{ rest (list 1 2 3) }} {{ initial (list 1 2 3) }} {{ rest (list) }} {{ initial (list) }}"#,
        "[2 3] [1 2] [] []"),
      RenderCase(
        #"{{ rest (list) | toJson }} {{ rest (list 1) | toJson }} {{ list | toJson }} {{ concat | toJson }}"#,
        "null [] [] null"),
      RenderCase(
        #"{{ append (list 1) 2 }} {{ push (list 1) "b" }} {{ prepend (list 1) 0 }} {{ concat (list 1) (list) (list "x" 2) }}"#,
        "[1 2] [1 b] [0 1] [1 x 2]"),
      RenderCase(#"{{ $l := list 1 }}{{ $m := append $l 2 }}{{ $l }}{{ $m }}"#, "[1][1 2]"),
      RenderCase(
        #"{{ reverse (list 1 2 3) }} {{ compact (list 0 1 "" "a" nil false (list) (dict)) }}"#, "[3 2 1] [1 a]"),
      RenderCase(
        #"{{ uniq (list 1 1 "1" 1.0 "1") }} {{ without (list 1 2 3) 1 3 }} {{ without (list 1 1.0) 1 }}"#,
        "[1 1 1] [2] [1]"),
      RenderCase(
        #"{{ has 2 (list 1 2) }} {{ has "2" (list 1 2) }} {{ has 1 nil }} {{ mustHas (list 1) (list (list 1)) }}"#,
        "true false false true"),
      RenderCase(
        #"{{ slice (list 1 2 3 4) 1 3 }} {{ slice (list 1 2 3) 1 }} {{ slice (list 1 2) }} {{ slice (list) 3 }}"#,
        "[2 3] [2 3] [1 2] <no value>"),
      RenderCase(#"{{ slice (list 1 2 3) "1" 2.0 }}"#, "[2]"),
      RenderCase(
        #"{{ chunk 2 (list 1 2 3) }} {{ chunk 5 (list 1) }} {{ chunk 2 (list) }} {{ chunk 3 (until 6) | len }}"#,
        "[[1 2] [3]] [[1]] [] 2"),
      RenderCase(
        #"{{ chunk 2 (list 1 2 3) | typeOf }} {{ until 2 | typeOf }} {{ splitList "," "a" | typeOf }} {{ list | typeOf }}"#,
        "[][]interface {} []int []string []interface {}"),
    ])
  func takesApart(_ example: RenderCase) { example.check() }

  @Test(
    "what is no list is refused by its kind",
    arguments: [
      RenderCase(#"{{ first "abc" }}"#, "error calling first: Cannot find first on type string"),
      RenderCase(#"{{ mustLast 5 }}"#, "error calling mustLast: Cannot find last on type int"),
      RenderCase(#"{{ rest (dict) }}"#, "error calling rest: Cannot find rest on type map"),
      RenderCase(#"{{ initial true }}"#, "error calling initial: Cannot find initial on type bool"),
      RenderCase(#"{{ append "a" 1 }}"#, "error calling append: Cannot push on type string"),
      RenderCase(#"{{ mustPush 1.5 1 }}"#, "error calling mustPush: Cannot push on type float64"),
      RenderCase(#"{{ prepend "a" 1 }}"#, "error calling prepend: Cannot prepend on type string"),
      RenderCase(#"{{ reverse "a" }}"#, "error calling reverse: Cannot find reverse on type string"),
      RenderCase(#"{{ compact "a" }}"#, "error calling compact: Cannot compact on type string"),
      RenderCase(#"{{ uniq "a" }}"#, "error calling uniq: Cannot find uniq on type string"),
      RenderCase(#"{{ without "a" 1 }}"#, "error calling without: Cannot find without on type string"),
      RenderCase(#"{{ has 1 "a" }}"#, "error calling has: Cannot find has on type string"),
      RenderCase(#"{{ chunk 2 "a" }}"#, "error calling chunk: Cannot chunk type string"),
      RenderCase(#"{{ slice "abc" 1 }}"#, "error calling slice: list should be type of slice or array but string"),
      RenderCase(#"{{ concat (list 1) 2 }}"#, "error calling concat: Cannot concat type int as list"),
      RenderCase(#"{{ slice (list 1 2) 1 9 }}"#, "error calling slice: reflect.Value.Slice: slice index out of bounds"),
      RenderCase(#"{{ slice (list 1 2) 2 1 }}"#, "error calling slice: reflect.Value.Slice: slice index out of bounds"),
      RenderCase(#"{{ chunk 0 (list 1) }}"#, "error calling chunk: runtime error: makeslice: len out of range"),
      RenderCase(
        #"{{ first nil }}"#, "error calling first: runtime error: invalid memory address or nil pointer dereference"),
    ])
  func refusesOthers(_ example: RenderCase) { example.check() }

  @Test(
    "texts are split, joined and sorted",
    arguments: [
      RenderCase(
        #"{{ splitList "," "a,b,,c" | len }} {{ splitList "" "aé" }} {{ splitList "," "" | len }}"#, "4 [a é] 1"),
      RenderCase(
        #"{{ (split "$" "foo$bar")._1 }} {{ split "," "a,b" }} {{ splitn "," 2 "a,b,c" }} {{ splitn "," 0 "a" }}"#,
        "bar map[_0:a _1:b] map[_0:a _1:b,c] map[]"),
      RenderCase(
        #"{{ join "-" (list 1 nil "a" true) }} {{ join "," "abc" }} {{ join "," nil }}|{{ list 1 2 | join "" }}"#,
        "1-a-true abc |12"),
      RenderCase(
        #"{{ sortAlpha (list "b" "a" 10 9) }} {{ sortAlpha "b" }} {{ sortAlpha (list "é" "z" "Z") }}"#,
        "[10 9 a b] [b] [Z z é]"),
      RenderCase(
        #"{{ toStrings (list 1 nil 2.5) }} {{ toStrings nil }} {{ toStrings 5 }} {{ toStrings (list 1) | typeOf }}"#,
        "[1 2.5] [] [5] []string"),
    ])
  func splitsAndJoins(_ example: RenderCase) { example.check() }

  @Test(
    "numbers are counted up and down, the end left out but in seq",
    arguments: [
      RenderCase(#"{{ until 3 }} {{ until -3 }} {{ until 0 }}"#, "[0 1 2] [0 -1 -2] []"),
      RenderCase(
        #"{{ untilStep 3 10 3 }} {{ untilStep 10 3 -3 }} {{ untilStep 1 5 0 }} {{ untilStep 5 1 1 }}"#,
        "[3 6 9] [10 7 4] [] []"),
      RenderCase(#"{{ seq 3 }}|{{ seq -2 }}|{{ seq 0 }}|{{ seq }}|{{ seq 1 2 3 4 }}|"#, "1 2 3|1 0 -1 -2|1 0|||"),
      RenderCase(
        #"{{ seq 2 4 }}|{{ seq 4 2 }}|{{ seq 0 2 6 }}|{{ seq 0 -2 -4 }}|{{ seq 3 2 1 }}|{{ seq 3 3 }}"#,
        "2 3 4|4 3 2|0 2 4 6|0 -2 -4||3"),
      RenderCase(#"{{ range until 3 }}{{ . }};{{ end }}"#, "0;1;2;"),
      RenderCase(
        #"{{ until (add 1 1) }}"#,
        "wrong type for value; expected int; got int64"),
    ])
  func counts(_ example: RenderCase) { example.check() }
}
