// The machine-readable contract: fields are added here, never renamed.

public import Basics
import ExternalSecrets
public import Reconciliation

/// Makes the JSON of `diff -o json` and `render -o json`.
public struct MachineReadable: Sendable {
  private let disclosure: Disclosure

  /// Output that shows what `disclosure` allows.
  public init(_ disclosure: Disclosure) {
    self.disclosure = disclosure
  }

  // MARK: diff

  /// A `DiffList`.
  public func diffList(_ diffs: [ObjectDiff], failures: [LocatedError]) -> JSON {
    var summary: JSON.Members = [:]
    for verdict in ObjectDiff.Verdict.allCases where verdict != .unknown {
      summary.append(verdict.rawValue, .int(diffs.count { $0.verdict == verdict }))
    }
    summary.append("unknown", .int(diffs.count { $0.verdict == .unknown && $0.error == nil }))
    summary.append("error", .int(diffs.count { $0.error != nil } + failures.count))
    return [
      "apiVersion": "extsecret/v1", "kind": "DiffList", "items": .array(diffs.map(item)),
      "errors": .array(failures.map(error)), "summary": .object(summary),
    ]
  }

  private func item(_ diff: ObjectDiff) -> JSON {
    let decision = diff.decision
    return [
      "externalSecret": reference(decision), "target": target(decision.target),
      "outcome": .string(decision.outcome.word), "reason": .string(orNull: decision.condition?.reason),
      "change": .string(diff.verdict.rawValue), "changes": .array(diff.changes.map(change)),
      "drift": .bool(decision.drift == .edited), "deletes": .array(decision.orphans.map { .string($0.description) }),
      "error": diff.error.map(error) ?? .null, "notes": .array(diff.notes.map(error)),
    ]
  }

  private func change(_ change: Change) -> JSON {
    var members: JSON.Members = ["path": .string(change.path.description), "change": .string(change.kind.rawValue)]
    if let old = change.old { members.append("old", side(old)) }
    if let new = change.new { members.append("new", side(new)) }
    if let source = source(change.provenance) { members.append("source", source) }
    return .object(members)
  }

  private func side(_ side: Change.Side) -> JSON {
    switch side {
    case .plain(let text): return ["value": .string(text)]
    case .generated(let generator): return ["generated": .string(generator)]
    case .unreadable(let provider): return ["unreadable": .string(provider)]
    case .ambiguous(let candidates): return ["ambiguous": .array(candidates.map { self.side(.secret($0)) })]
    case .secret(let bytes):
      var members: JSON.Members = ["fingerprint": .string(disclosure.fingerprinter.fingerprint(bytes))]
      if disclosure.showsSizes { members.append("bytes", .int(bytes.count)) }
      if disclosure.showsValues {
        members.append("value", .string(String(decoding: bytes.reveal(), as: UTF8.self)))
      }
      return .object(members)
    }
  }

  // MARK: render

  /// A `RenderList`.
  public func renderList(_ decisions: [Decision], failures: [LocatedError]) -> JSON {
    [
      "apiVersion": "extsecret/v1", "kind": "RenderList", "items": .array(decisions.map(rendered)),
      "errors": .array(failures.map(error)),
    ]
  }

  /// A `RenderList` as indented text, written piece by piece so that thousands of objects need no memory at a time.
  ///
  /// `more` are further members at its end.
  public func writeRenderList(
    _ decisions: [Decision], failures: [LocatedError], more: JSON.Members = [:], to write: ([UInt8]) -> Void
  ) {
    var chunk = Array("{\n  \"apiVersion\": \"extsecret/v1\",\n  \"kind\": \"RenderList\",\n  \"items\": [".utf8)
    for (index, decision) in decisions.enumerated() {
      chunk += (index == 0 ? "\n    " : ",\n    ").utf8
      chunk += rendered(decision).bytes(.indented, level: 2)
      guard chunk.count > 1 << 16 else { continue }
      write(chunk)
      chunk = []
    }
    chunk += (decisions.isEmpty ? "],\n" : "\n  ],\n").utf8
    chunk += "  \"errors\": ".utf8
    chunk += JSON.array(failures.map(error)).bytes(.indented, level: 1)
    for member in more {
      chunk += ",\n  ".utf8
      JSON.quote(member.key, into: &chunk, escapesHTML: false)
      chunk += ": ".utf8
      chunk += member.value.bytes(.indented, level: 1)
    }
    chunk += "\n}\n".utf8
    write(chunk)
  }

  private func rendered(_ decision: Decision) -> JSON {
    var object = JSON.null
    var sources: JSON.Members = [:]
    if let desired = decision.object {
      object = self.object(desired)
      for (key, value) in desired.data.sorted(by: { $0.key < $1.key }) {
        if let source = source(value.provenance) { sources.append(key.text, source) }
      }
    }
    return [
      "externalSecret": reference(decision), "target": target(decision.target),
      "outcome": .string(decision.outcome.word), "reason": .string(orNull: decision.condition?.reason),
      "explanation": .string(orNull: explanation(decision.outcome)),
      "error": failure(decision.outcome).map(error) ?? .null,
      "object": object, "sources": .object(sources), "notes": .array(decision.notes.map(error)),
    ]
  }

  /// The desired object with as much of its values as may be shown.
  public func object(_ desired: DesiredObject) -> JSON {
    desired.json { value, place in disclosure.json(value, at: place) }
  }

  /// The desired object as it can be applied.
  ///
  /// The API server refuses a reference to an owner without identity; the controller adds it once the owner is there.
  public func manifest(_ desired: DesiredObject) -> JSON {
    var applicable = desired
    applicable.ownerReferences.removeAll(where: ObjectComparison.isAnonymous)
    return object(applicable)
  }

  private func explanation(_ outcome: Outcome) -> String? {
    switch outcome {
    case .delete(let reason), .keep(let reason), .skip(let reason): reason
    case .write, .refuse, .error: nil
    }
  }

  private func failure(_ outcome: Outcome) -> LocatedError? {
    switch outcome {
    case .refuse(let error), .error(let error): error
    case .write, .delete, .keep, .skip: nil
    }
  }

  // MARK: Parts

  private func reference(_ decision: Decision) -> JSON {
    let manifest = decision.externalSecret.manifest
    return ["namespace": .string(orNull: manifest.namespace), "name": .string(manifest.name)]
  }

  private func target(_ target: TargetReference) -> JSON {
    ["kind": .string(target.kind), "namespace": .string(target.namespace), "name": .string(target.name)]
  }

  private func source(_ provenance: Provenance) -> JSON? {
    guard !provenance.isKept else { return ["kept": true] }
    guard let origin = provenance.origins.first else {
      return provenance.template.map { ["template": .string($0.description)] }
    }
    var members = self.origin(origin)
    if let template = provenance.template { members.append("template", .string(template.description)) }
    if provenance.origins.count > 1 {
      members.append("origins", .array(provenance.origins.map { .object(self.origin($0)) }))
    }
    return .object(members)
  }

  private func origin(_ origin: Origin) -> JSON.Members {
    var members: JSON.Members = [
      "store": .string(orNull: origin.store?.name), "remoteKey": .string(orNull: origin.remoteKey),
      "property": .string(orNull: origin.property), "version": .string(orNull: origin.version),
      "entry": .string(origin.entry.description),
    ]
    if let generator = origin.generator { members.append("generator", .string(generator.description)) }
    return members
  }

  /// An error with whatever is known of its place.
  public func error(_ error: LocatedError) -> JSON {
    [
      "message": .string(error.message), "path": .string(orNull: error.path?.description),
      "file": .string(orNull: error.file), "line": error.range.map { .int(Int($0.start.line)) } ?? .null,
      "column": error.range.map { .int(Int($0.start.column)) } ?? .null, "hint": .string(orNull: error.hint),
    ]
  }
}
