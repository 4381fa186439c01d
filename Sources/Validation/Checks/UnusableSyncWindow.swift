import Basics
import ExternalSecrets

/// Finds windows for periodic syncs whose schedule can't be read, that never open, or that nothing looks at.
enum UnusableSyncWindow: Check {
  static let id = "sync-window"
  static let severity = Severity.error
  static let abstract = "A window for periodic syncs has a schedule that can't be read, or no effect."

  static func findings(in manifest: Manifest, of project: Project) -> [Finding] {
    guard manifest.objectKind == .externalSecret, let windows = manifest.json["spec"]?["syncWindows"] else { return [] }
    let path: FieldPath = ["spec", "syncWindows", "windows"]
    var findings: [Finding] = []
    for (index, window) in (windows["windows"]?.array ?? []).enumerated() {
      if let schedule = window["schedule"]?.string, !Project.hasSubstitution(schedule),
        let problem = CronSchedule.problem(of: schedule)
      {
        findings.append(
          finding(
            "the schedule \"\(schedule)\" can't be read: \(problem)", in: manifest,
            at: path.element(index).member("schedule"), hint: #"write it like "0 22 * * 1-5" or @daily"#))
      }
      // What is no duration at all the webhook refuses.
      guard let text = window["duration"]?.string, let duration = Duration(go: text), duration <= .zero else {
        continue
      }
      findings.append(
        finding(
          "a window of \(text) never opens", in: manifest, at: path.element(index).member("duration"),
          hint: "write it like 8h or 30m"))
    }
    if let policy = manifest.json["spec"]?["refreshPolicy"]?.string, ["CreatedOnce", "OnChange"].contains(policy) {
      findings.append(
        finding(
          "windows count for periodic syncs only, and with refreshPolicy \(policy) there are none", in: manifest,
          at: ["spec", "syncWindows"], hint: "remove syncWindows, or refreshPolicy", severity: .warning))
    }
    return findings
  }
}
