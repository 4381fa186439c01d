import Foundation
import GoTemplate
import Testing

@testable import TemplateFunctions

@Suite("Dates")
struct DateFunctionsTests {
  @Test(
    "layouts write every part of a time",
    arguments: [
      RenderCase(
        #"{{ toDate "2006-01-02T15:04:05Z07:00" "2021-03-04T05:06:07Z" | date "Mon Monday Jan January 1 01 2 02 _2 002 06 2006" }}"#,
        "Thu Thursday Mar March 3 03 4 04  4 063 21 2021"),
      RenderCase(
        #"{{ toDate "2006-01-02T15:04:05Z07:00" "2021-03-04T15:06:07.0890Z" | date "15 3 03 4 04 5 05 PM pm .000 .999999 ,00 .9 .0x" }}"#,
        "15 3 03 6 06 7 07 PM pm .089 .089 ,08  .0x"),
      RenderCase(
        #"{{ (toDate "2006-01-02T15:04:05Z07:00" "2021-03-04T00:30:00+05:30").Format "-0700 -07:00 -07 Z07:00 -070000 MST Z0700" }}"#,
        "+0530 +05:30 +05 +05:30 +053000 +0530 +0530"),
      RenderCase(
        #"{{ date "2006-01-02T15:04:05Z07:00" 1614834367 }} {{ date "15:04" (int64 0) }} {{ htmlDate 86400 }}"#,
        "2021-03-04T05:06:07Z 00:00 1970-01-02"),
      RenderCase(
        #"{{ dateInZone "2006-01-02 15:04 MST" 0 "UTC" }} {{ date_in_zone "MST" 0 "Nowhere/Land" }} {{ htmlDateInZone 0 "" }}"#,
        "1970-01-01 00:00 UTC UTC 1970-01-01"),
      RenderCase(
        #"{{ toDate "2006-01-02" "2021-03-04" }} {{ toDate "2006-01-02" "nope" }}"#,
        "2021-03-04 00:00:00 +0000 UTC 0001-01-01 00:00:00 +0000 UTC"),
      RenderCase(
        #"{{ toDate "2006-01-02 15:04:05.999 -0700" "2021-03-04 05:06:07.25 +0200" }}"#,
        "2021-03-04 05:06:07.25 +0200 +0200"),
      RenderCase(
        #"{{ toDate "2006-01-02 MST" "2021-03-04 CET" }} {{ toDate "2006-01-02 MST" "2021-03-04 GMT+3" }}"#,
        "2021-03-04 00:00:00 +0000 CET 2021-03-04 03:00:00 +0300 GMT+3"),
      RenderCase(
        #"{{ mustToDate "2006-01-02T15:04:05.999999999Z07:00" "2020-01-01T00:00:00.123Z" }} {{ mustToDate "15:04:05,999" "00:00:01,25" }}"#,
        "2020-01-01 00:00:00.123 +0000 UTC 0000-01-01 00:00:01.25 +0000 UTC"),
      RenderCase(#"{{ toDate "January 2, 2006 3:04PM" "march 4, 2021 12:30AM" }}"#, "2021-03-04 00:30:00 +0000 UTC"),
      RenderCase(
        #"{{ toDate "06 002" "70 060" }} {{ toDate "2006 002" "2020 366" }} {{ toDate "Mon Jan _2 15:04:05 2006" "Thu Mar  4 05:06:07 2021" }}"#,
        "1970-03-01 00:00:00 +0000 UTC 2020-12-31 00:00:00 +0000 UTC 2021-03-04 05:06:07 +0000 UTC"),
      RenderCase(
        #"{{ unixEpoch (toDate "2006-01-02" "2021-03-04") }} {{ toDate "2006-01-02" "0001-01-01" | unixEpoch }}"#,
        "1614816000 -62135596800"),
    ])
  func layouts(_ example: RenderCase) { example.check() }

  @Test(
    "what doesn't fit the layout is refused in Go's words",
    arguments: [
      RenderCase(
        #"{{ mustToDate "2006-01-02" "2021-13-01" }}"#,
        #"error calling mustToDate: parsing time "2021-13-01": month out of range"#),
      RenderCase(
        #"{{ mustToDate "2006-01-02" "2021-02-30" }}"#,
        #"error calling mustToDate: parsing time "2021-02-30": day out of range"#),
      RenderCase(
        #"{{ mustToDate "2006-01-02" "nope" }}"#,
        #"error calling mustToDate: parsing time "nope" as "2006-01-02": cannot parse "nope" as "2006""#),
      RenderCase(
        #"{{ mustToDate "2006-01-02" "2021/03/04" }}"#,
        #"error calling mustToDate: parsing time "2021/03/04" as "2006-01-02": cannot parse "/03/04" as "-""#),
      RenderCase(
        #"{{ mustToDate "2006-01-02" "2021-03-04é" }}"#,
        #"error calling mustToDate: parsing time "2021-03-04\xc3\xa9": extra text: "\xc3\xa9""#),
      RenderCase(
        #"{{ mustToDate "15:04" "25:00" }}"#, #"error calling mustToDate: parsing time "25:00": hour out of range"#),
      RenderCase(
        #"{{ mustToDate "2006-01-02T15:04:05Z07:00" "2021-03-04T05:06:07" }}"#,
        #"error calling mustToDate: parsing time "2021-03-04T05:06:07" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "Z07:00""#
      ),
      RenderCase(
        #"{{ mustToDate "Jan" "Foo" }}"#,
        #"error calling mustToDate: parsing time "Foo" as "Jan": cannot parse "Foo" as "Jan""#),
    ])
  func refuses(_ example: RenderCase) { example.check() }

  @Test(
    "durations are read, added and rounded",
    arguments: [
      RenderCase(
        #"{{ $d := toDate "2006-01-02" "2021-03-04" }}{{ dateModify "-1.5h" $d }} {{ date_modify "bad" $d }}"#,
        "2021-03-03 22:30:00 +0000 UTC 2021-03-04 00:00:00 +0000 UTC"),
      RenderCase(
        #"{{ toDate "2006-01-02" "2021-03-04" | mustDateModify "+24h0m1s" }}"#, "2021-03-05 00:00:01 +0000 UTC"),
      RenderCase(
        #"{{ toDate "2006" "2021" | mustDateModify "5" }}"#,
        #"error calling mustDateModify: time: missing unit in duration "5""#),
      RenderCase(
        #"{{ toDate "2006" "2021" | must_date_modify "5d" }}"#,
        #"error calling must_date_modify: time: unknown unit "d" in duration "5d""#),
      RenderCase(
        #"{{ toDate "2006" "2021" | mustDateModify "" }}"#, #"error calling mustDateModify: time: invalid duration """#),
      RenderCase(
        #"{{ duration "95" }} {{ duration "3661" }} {{ duration (int64 60) }} {{ duration 60 }} {{ duration "x" }}"#,
        "1m35s 1h1m1s 1m0s 0s 0s"),
      RenderCase(
        #"{{ durationRound "2h10m5s" }} {{ durationRound "400h" }} {{ durationRound "9000h" }} {{ durationRound "1h" }} {{ durationRound "-90s" }} {{ durationRound "3s" }}"#,
        "2h 16d 1y 60m 1m 3s"),
      RenderCase(
        #"{{ (toDate "2006" "2021").Sub (toDate "2006-01-02" "2020-12-30") }} {{ ((toDate "2006" "2021").Sub (toDate "2006" "2020")).Hours }}"#,
        "48h0m0s 8784"),
      RenderCase(
        #"{{ $d := toDate "2006-01-02" "2021-03-04" }}{{ $d.Year }} {{ $d.Month }} {{ $d.Day }} {{ $d.Weekday }} {{ $d.YearDay }} {{ $d.Unix }} {{ ($d.AddDate 0 1 30).Format "2006-01-02" }}"#,
        "2021 March 4 Thursday 63 1614816000 2021-05-04"),
    ])
  func durations(_ example: RenderCase) { example.check() }

  @Test(
    "months and durations are numbers to printf and comparisons, names to everything else",
    arguments: [
      RenderCase(
        #"{{ $d := toDate "2006-01-02" "2021-03-04" }}{{ printf "%02d %v %s" $d.Month $d.Month $d.Weekday }} {{ int $d.Month }} {{ toJson $d.Month }}"#,
        "03 March Thursday 3 3"),
      RenderCase(
        #"{{ $d := toDate "2006-01-02" "2021-03-04" }}{{ eq $d.Month 3 }} {{ lt $d.Day 5 }} {{ gt ($d.Sub $d) 0 }} {{ eq $d $d }} {{ eq $d.Month "March" }}"#,
        "error calling eq: incompatible types for comparison: time.Month and string"),
      RenderCase(
        #"{{ $d := toDate "2006-01-02" "2021-03-04" }}{{ eq $d.Month 3 }} {{ lt $d.Day 5 }} {{ gt ($d.Sub $d) 0 }} {{ eq $d $d }} {{ $d.Before now }}"#,
        "true true false true true"),
      RenderCase(#"{{ eq (list) (list) }}"#, "error calling eq: non-comparable type []: []interface {}"),
      RenderCase(#"{{ eq (rest (list)) nil }}{{ eq (list) nil }}"#, "truefalse"),
    ])
  func numbersWithNames(_ example: RenderCase) { example.check() }

  @Test("the clock is the one handed in, and whatever looks at it is marked")
  func marksTheClock() throws {
    let context = Rendering.context()
    let output = try Rendering.render(
      #"{{ now | date "2006-01-02T15:04:05" }} {{ ago 1786795140 }} {{ date "2006" "no date" }}"#, context: context)
    #expect(String(decoding: output, as: UTF8.self) == "2026-08-15T12:00:00 1m0s 2026")
    #expect(context.unpredictableFunctions == ["ago", "date", "now"])
  }

  @Test(
    "zones follow the tables handed in, beyond their end too",
    arguments: [
      ("Europe/Berlin", 1_614_834_367, "06:06 CET +0100"), ("Europe/Berlin", 1_625_000_000, "22:53 CEST +0200"),
      ("America/New_York", 1_614_834_367, "00:06 EST -0500"), ("Asia/Kolkata", 0, "05:30 IST +0530"),
      ("Europe/Berlin", 2_540_000_000, "05:33 CEST +0200"), ("../etc/passwd", 0, "00:00 UTC +0000"),
      ("Australia/Sydney", 4_102_444_800, "11:00 AEDT +1100"),
    ])
  func followsZones(zone: String, seconds: Int, text: String) throws {
    let folder = "/usr/share/zoneinfo/"
    guard FileManager.default.fileExists(atPath: folder + "Europe/Berlin") else { return }
    let functions = TemplateFunctions.all(zoneData: { name in
      FileManager.default.contents(atPath: folder + name).map { Array($0) }
    })
    let output = try Rendering.render(
      #"{{ dateInZone "15:04 MST -0700" \#(seconds) "\#(zone)" }}"#, functions: functions)
    #expect(String(decoding: output, as: UTF8.self) == text)
  }
}
