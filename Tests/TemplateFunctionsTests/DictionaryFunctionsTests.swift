import Testing

@Suite("Functions on dictionaries")
struct DictionaryFunctionsTests {
  @Test(
    "dictionaries are made, read and changed in place",
    arguments: [
      RenderCase(#"{{ deepCopy nil }}"#, "error calling deepCopy: reflect: call of reflect.Value.Type on zero Value"),
      RenderCase(
        #"{{ merge (dict "a" (split "," "a,b")) (dict "a" (dict "b" (dict "c" 1))) }}"#,
        "error calling merge: reflect.Value.SetMapIndex: value of type interface {} is not assignable to type string"),
      RenderCase(
        #"{{ dict "a" 1 "b" (list 2) }} {{ dict "odd" }} {{ dict 1 2 nil 3 }}"#,
        "map[a:1 b:[2]] map[odd:] map[1:2 <nil>:3]"),
      RenderCase(#"{{ get (dict "a" 1) "a" }}|{{ get (dict) "a" }}|{{ hasKey (dict "a" nil) "a" }}"#, "1||true"),
      RenderCase(
        #"{{ $d := dict }}{{ set $d "a" 1 }}{{ $d }}{{ unset $d "a" }}{{ $d }}"#, "map[a:1]map[a:1]map[]map[]"),
      RenderCase(#"{{ $d := dict "k" 1 }}{{ $e := $d }}{{ $_ := set $e "k" 2 }}{{ $d.k }}"#, "2"),
      RenderCase(#"{{ keys (dict "b" 1 "a" 2) (dict "c" 3) | sortAlpha }} {{ values (dict "a" 1) }}"#, "[a b c] [1]"),
      RenderCase(#"{{ pluck "a" (dict "a" 1) (dict "b" 2) (dict "a" 3) }}"#, "[1 3]"),
      RenderCase(#"{{ pick (dict "a" 1 "b" 2) "a" "z" }} {{ omit (dict "a" 1 "b" 2) "a" "z" }}"#, "map[a:1] map[b:2]"),
      RenderCase(
        #"{{ hasKey . "user" }}"#,
        "wrong type for value; expected map[string]interface {}; got map[string]string"
      ),
      RenderCase(
        #"{{ get (split "," "a,b") "_0" }}"#,
        "wrong type for value; expected map[string]interface {}; got map[string]string"
      ),
    ])
  func readsAndChanges(_ example: RenderCase) { example.check() }

  @Test(
    "dig goes down step by step, and fails as Go's type assertions do",
    arguments: [
      RenderCase(
        #"{{ dig "a" "b" "none" (dict "a" (dict "b" 1)) }} {{ dig "a" "x" "none" (dict "a" (dict)) }} {{ dig "z" "none" (dict) }}"#,
        "1 none none"),
      RenderCase(#"{{ dig "a" (dict) }}"#, "error calling dig: dig needs at least three arguments"),
      RenderCase(
        #"{{ dig "a" "b" "d" (dict "a" 1) }}"#,
        "error calling dig: interface conversion: interface {} is int, not map[string]interface {}"),
      RenderCase(
        #"{{ dig 1 "d" (dict) }}"#, "error calling dig: interface conversion: interface {} is int, not string"),
      RenderCase(
        #"{{ dig "a" "d" . }}"#,
        "error calling dig: interface conversion: interface {} is map[string]string, not map[string]interface {}"),
      RenderCase(#"{{ fromJson .json | dig "a" "b" "none" | last }}"#, "true"),
    ])
  func digs(_ example: RenderCase) { example.check() }

  @Test(
    "merging keeps what is there, overwriting replaces it; maps in maps are merged in turn",
    arguments: [
      RenderCase(#"{{ merge (dict "a" 1) (dict "a" 2 "b" 3) (dict "b" 4 "c" 5) }}"#, "map[a:1 b:3 c:5]"),
      RenderCase(#"{{ mergeOverwrite (dict "a" 1) (dict "a" 2 "b" 3) (dict "b" 4) }}"#, "map[a:2 b:4]"),
      RenderCase(#"{{ merge (dict "a" (dict "x" 1)) (dict "a" (dict "x" 2 "y" 3)) }}"#, "map[a:map[x:1 y:3]]"),
      RenderCase(
        #"{{ mustMergeOverwrite (dict "a" (dict "x" 1 "z" 0)) (dict "a" (dict "x" 2)) }}"#, "map[a:map[x:2 z:0]]"),
      RenderCase(
        #"{{ merge (dict "a" "" "b" 0 "c" (list)) (dict "a" "x" "b" 1 "c" (list 2)) }}"#, "map[a:x b:1 c:[2]]"),
      RenderCase(
        #"{{ mustMerge (dict "a" (list 1)) (dict "a" (list 2 3)) }}{{ mergeOverwrite (dict "a" (list 1)) (dict "a" (list 2 3)) }}"#,
        "map[a:[1]]map[a:[2 3]]"),
      RenderCase(
        #"{{ mergeOverwrite (dict "a" 1) (dict "a" nil) }}{{ merge (dict "a" 1) (dict "a" nil "b" nil) }}"#,
        "map[a:<nil>]map[a:1]"),
      RenderCase(
        #"{{ mergeOverwrite (dict "a" 1) (dict "a" "") }}{{ mergeOverwrite (dict "a" 1) (dict "a" (dict "b" 2)) }}"#,
        "map[a:]map[a:map[b:2]]"),
      RenderCase(#"{{ $d := dict "a" 1 }}{{ $_ := merge $d (dict "b" 2) }}{{ $d }}"#, "map[a:1 b:2]"),
      RenderCase(
        #"{{ $d := dict "a" (dict "b" 1) }}{{ $c := deepCopy $d }}{{ $_ := set $c.a "b" 2 }}{{ $d }}{{ $c }}"#,
        "map[a:map[b:1]]map[a:map[b:2]]"),
      RenderCase(#"{{ mustDeepCopy (list 1 (list 2)) }}"#, "[1 [2]]"),
    ])
  func merges(_ example: RenderCase) { example.check() }
}
