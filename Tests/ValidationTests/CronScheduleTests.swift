import Testing

@testable import Validation

@Suite struct CronScheduleTests {
  @Test(
    "Schedules that the controller reads are fine",
    arguments: [
      "0 22 * * 1-5", "*/15 * * * *", "0 0 1,15 * ?", "5 4 * jan-MAR sun", "59 23 31 12 6", "10-20/5 * * * *", "@daily",
      "@every 1h30m", "5/15 * * * *",
    ])
  func readable(schedule: String) {
    #expect(CronSchedule.problem(of: schedule) == nil)
  }

  @Test(
    "What it can't read is named with its field",
    arguments: [
      ("0 24 * * *", "the hour 24: 24 is not between 0 and 23"), ("60 * * * *", "the minute 60: 60 is not"),
      ("0 0 0 * *", "the day of the month 0: 0 is not between 1 and 31"),
      ("0 0 * 13 *", "the month 13: 13 is not"), ("0 0 * * 7", "the day of the week 7: 7 is not between 0 and 6"),
      ("*/0 * * * *", "a step must be more than 0"), ("* * * *", "it has 4 fields, and needs 5"),
      ("5-1 * * * *", "5-1 ends before it begins"), ("1-2-3 * * * *", "1-2-3 is no range"),
      ("a * * * *", "a is no number"), (", * * * *", " is no number"), ("1/2/3 * * * *", "there is more than one /"),
      ("@reboot", "there is no shorthand @reboot"), ("@every soon", "\"soon\" is no duration"),
      ("-1 * * * *", "is no number"),
    ])
  func unreadable(schedule: String, problem: String) {
    let found = CronSchedule.problem(of: schedule)
    #expect(found?.contains(problem) == true, "\(found ?? "nothing")")
  }
}
