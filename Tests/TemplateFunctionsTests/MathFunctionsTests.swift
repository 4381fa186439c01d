import Testing

@Suite("Arithmetic")
struct MathFunctionsTests {
  @Test(
    "integers are 64 bits, wrap around, and divide toward zero",
    arguments: [
      RenderCase(
        #"{{ add 1 2 3 }} {{ add }} {{ add1 5 }} {{ sub 5 7 }} {{ mul 2 3 4 }} {{ div 7 -2 }} {{ mod -7 3 }}"#,
        "6 0 6 -2 24 -3 -1"),
      RenderCase(
        #"{{ add 9223372036854775807 1 }} {{ mul 4611686018427387904 2 }} {{ sub -9223372036854775808 1 }}"#,
        "-9223372036854775808 -9223372036854775808 9223372036854775807"),
      RenderCase(#"{{ div -9223372036854775808 -1 }} {{ mod -9223372036854775808 -1 }}"#, "-9223372036854775808 0"),
      RenderCase(#"{{ div 1 0 }}"#, "error calling div: runtime error: integer divide by zero"),
      RenderCase(#"{{ mod 1 "x" }}"#, "error calling mod: runtime error: integer divide by zero"),
      RenderCase(#"{{ max 1 5 3 }} {{ biggest 1 2 }} {{ min 4 -2 3 }} {{ max "7" 3.9 }}"#, "5 2 -2 7"),
      RenderCase(
        #"{{ add 1 2 | typeOf }} {{ int 1.9 | typeOf }} {{ int64 1 | typeOf }} {{ ceil 1 | typeOf }} {{ len "a" | typeOf }}"#,
        "int64 int int64 float64 int"),
    ])
  func integers(_ example: RenderCase) { example.check() }

  @Test(
    "conversions never fail",
    arguments: [
      RenderCase(
        #"{{ int "42" }} {{ int "4.9" }} {{ int ".5" }} {{ int "-.5" }} {{ int "x" }} {{ int "" }} {{ int nil }} {{ int (list) }}"#,
        "42 4 0 0 0 0 0 0"),
      RenderCase(
        #"{{ int "0x1F" }} {{ int "0b11" }} {{ int "0o17" }} {{ int "017" }} {{ int "1_000" }} {{ int "1__0" }} {{ int "08" }}"#,
        "31 3 15 15 1000 0 0"),
      RenderCase(
        #"{{ int -3.9 }} {{ int 1e30 }} {{ int "99999999999999999999" }} {{ int true }} {{ int " 1" }}"#,
        "-3 -9223372036854775808 0 1 0"),
      RenderCase(
        #"{{ float64 "1.5" }} {{ float64 "1e3" }} {{ float64 "x" }} {{ float64 7 }} {{ float64 "inf" }} {{ float64 "0x1p4" }} {{ float64 "1_0.5" }}"#,
        "1.5 1000 0 7 +Inf 16 10.5"),
      RenderCase(
        #"{{ atoi "12" }} {{ atoi "-3" }} {{ atoi "+4" }} {{ atoi "1.5" }} {{ atoi "0x1" }} {{ atoi "99999999999999999999" }} {{ atoi "-99999999999999999999" }}"#,
        "12 -3 4 0 0 9223372036854775807 -9223372036854775808"),
      RenderCase(#"{{ toDecimal "0777" }} {{ toDecimal 777 }} {{ toDecimal "8" }} {{ toDecimal nil }}"#, "511 511 0 0"),
    ])
  func converts(_ example: RenderCase) { example.check() }

  @Test(
    "floats go through decimals: no binary rounding errors",
    arguments: [
      RenderCase(
        #"{{ addf 0.1 0.2 }} {{ addf }} {{ add1f 1.1 }} {{ subf 0.3 0.1 }} {{ mulf 1.1 1.1 }} {{ mulf 3 }}"#,
        "0.3 0 2.1 0.2 1.21 3"),
      RenderCase(
        #"{{ divf 1 3 }} {{ divf 2 3 }} {{ divf -2 3 }} {{ divf 10 4 }} {{ divf 1 3 3 }} {{ divf 0 5 }}"#,
        "0.3333333333333333 0.6666666666666667 -0.6666666666666667 2.5 0.1111111111111111 0"),
      RenderCase(#"{{ divf 1 0 }}"#, "error calling divf: decimal division by 0"),
      RenderCase(#"{{ addf "inf" 1 }}"#, "error calling addf: Cannot create a Decimal from +Inf"),
      RenderCase(
        #"{{ addf 1e300 1e-300 }} {{ mulf 1e200 1e200 }} {{ divf 1 1e17 }} {{ divf 5 1e17 }}"#, "1e+300 +Inf 0 1e-16"),
      RenderCase(#"{{ maxf 1 2.5 "3" }} {{ minf 1.5 -2 }} {{ maxf 1 (float64 "nan") }}"#, "3 -2 NaN"),
      RenderCase(#"{{ ceil 1.2 }} {{ floor -1.2 }} {{ ceil "x" }} {{ ceil 5 }}"#, "2 -2 0 5"),
      RenderCase(
        #"{{ round 123.5555 3 }} {{ round 123.555555 3 }} {{ round 2.5 0 }} {{ round -2.5 0 }} {{ round -2.6 0 }}"#,
        "123.556 123.556 3 -3 -3"),
      RenderCase(
        #"{{ round 1.005 2 }} {{ round 15 -1 }} {{ round 12 -1 }} {{ round 1.4 0 0.3 }} {{ round 1.2 0 0.3 }}"#,
        "1 20 10 2 1"),
    ])
  func decimals(_ example: RenderCase) { example.check() }
}
