// kubectl extsecret reconcile

import Arguments
import Basics
import Comparison
import ForcedSync
import Kubernetes
import SyncStatus
import YAML

/// Forces syncs, and waits until each is known to have happened.
struct ReconcileCommand: Command {
  enum Format: String, CaseIterable, Sendable {
    case text, json, yaml
  }

  static let description = CommandDescription(
    "reconcile", abstract: "Force a sync now, wait until this very request was acted on, and say what changed.",
    discussion: """
      It changes the annotation external-secrets.io/force-sync and waits until the controller notes that it synced \
      that version of the object, or an event says that it failed: Ready=True may be left over from an earlier round \
      and proves nothing. Objects of kubernetes-external-secrets are forced through their status. Values are never \
      shown, only which keys changed.

      With --remote-key it finds every ExternalSecret that reads a key, across all namespaces that may be read.
      """,
    examples: [
      ("Sync one ExternalSecret now", "kubectl extsecret reconcile db -n prod"),
      ("I rotated this in AWS, bring it everywhere", "kubectl extsecret reconcile --remote-key prod/db"),
      (
        "The same, and restart what uses it",
        "kubectl extsecret reconcile --remote-key prod/db --restart-workloads --yes"
      ),
      ("All that a ClusterExternalSecret made", "kubectl extsecret reconcile clusterexternalsecret/pull-secret"),
      ("What would be asked for?", "kubectl extsecret reconcile -A --dry-run=client"),
    ],
    argument: ArgumentDescription(
      "NAME", abstract: "ExternalSecrets of the namespace, or clusterexternalsecret/NAME (ces/NAME)",
      completion: .objects(resource: "externalsecrets", group: "external-secrets.io")),
    groups: [
      ReconcileOptions.selectionGroup, ReconcileOptions.group, OutputOptions.group, AWSOptions.group,
      ClusterOptions.group,
    ],
    exitCodes: [
      (0, "all are synced"), (1, "some failed or could not be asked for, or wrong use"), (124, "some timed out"),
      (130, "interrupted"),
    ])

  private let options: ReconcileOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    options = try ReconcileOptions(arguments)
  }

  func run(in environment: Environment) async -> Int32 {
    let reporter = Reporter(environment: environment)
    do throws(LocatedError) {
      let client = try ClusterConnection.client(options.cluster, options.output, environment)
      let selection = try await options.selection(client, environment, reporter)
      do throws(KubernetesError) {
        return await force(try await selection.read(from: client), client, environment, reporter)
      } catch {
        throw error.located
      }
    } catch {
      reporter.error(error)
      return 1
    }
  }

  private func force(
    _ chosen: SyncSelection.Result, _ client: KubernetesClient, _ environment: Environment, _ reporter: Reporter
  ) async -> Int32 {
    for error in chosen.missing { reporter.error(error) }
    for note in chosen.notes { reporter.warning(note) }
    guard !chosen.items.isEmpty else {
      if chosen.missing.isEmpty { reporter.error(options.nothingFound) }
      return 1
    }
    let signs = await ControllerSigns(client).absence(for: chosen.items, now: environment.now())
    if let absence = signs { environment.note("warning: \(absence)") }
    let disclosure = options.output.disclosure(in: environment)
    let sync = ForcedSync(
      client, options: options.sync, fingerprint: { disclosure.fingerprinter.fingerprint($0) }, now: environment.now,
      note: { environment.note("warning: \($0)") })
    let interruptions = environment.interruptions()
    let task = Task { await sync.run(chosen.items, clusters: chosen.clusters) }
    let interruption = Task {
      for await _ in interruptions { task.cancel() }
    }
    var report = await Progress.during("waiting for \(chosen.items.count) syncs", in: environment) {
      SyncReport(await task.value)
    }
    interruption.cancel()
    if options.explains {
      let explanation = FailureExplanation(client: client, options: options)
      report = await Progress.during("trying what failed from here", in: environment) {
        await explanation.explain(report, in: environment)
      }
    }
    print(report, environment)
    let restarted = await restart(report, client, environment, reporter)
    let code = report.exitCode
    return code == 0 && !(chosen.missing.isEmpty && restarted) ? 1 : code
  }

  private func print(_ report: SyncReport, _ environment: Environment) {
    switch options.format {
    case .json: environment.print(report.json.text(.indented) + "\n")
    case .yaml: environment.print(YAML.text(report.json))
    case .text:
      for result in report.results {
        environment.printText("\(result.sign) \(result.line)\n")
        if let hint = result.outcome.cause?.hint { environment.printText("    hint: \(hint)\n") }
        if let explanation = result.explanation { environment.printText("    read from here: \(explanation)\n") }
      }
      if report.results.count > 1 { environment.note(report.summary) }
    }
  }

  /// Restarts what uses changed Secrets, if that is wanted; false if something couldn't be restarted.
  private func restart(
    _ report: SyncReport, _ client: KubernetesClient, _ environment: Environment, _ reporter: Reporter
  ) async -> Bool {
    guard options.restartsWorkloads, report.exitCode != 130 else { return true }
    let restart = WorkloadRestart(client)
    let (candidates, notes) = await restart.candidates(report.results)
    for note in notes { reporter.warning(note) }
    guard !candidates.isEmpty else {
      environment.note("nothing to restart: no workload uses a Secret whose data changed")
      return notes.isEmpty
    }
    for candidate in candidates {
      environment.note("\(candidate.use.user) uses \(candidate.secrets.sorted().joined(separator: ", "))")
    }
    guard options.isConfirmed || Confirmation.ask("Restart \(candidates.count)?", in: environment) else {
      environment.note("nothing was restarted" + (environment.terminal.isInputInteractive ? "" : ": add --yes"))
      return environment.terminal.isInputInteractive
    }
    var hasFailed = false
    for use in candidates.map(\.use) {
      do throws(KubernetesError) {
        try await restart.restart(use, now: environment.now())
        environment.note(
          "✔ \(use.user) restarted" + (use.isPaused ? " (it is paused: nothing happens before it resumes)" : ""))
      } catch {
        hasFailed = true
        reporter.error(error.located)
      }
    }
    return !hasFailed
  }
}
