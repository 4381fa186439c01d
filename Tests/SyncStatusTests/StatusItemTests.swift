import Basics
import ExternalSecrets
import Kubernetes
import SyncStatus
import Testing

@Suite("What is wrong with an ExternalSecret")
struct StatusItemTests {
  private let ready = #"{"type": "Ready", "status": "True", "reason": "Valid"}"#
  private let broken = #"{"type": "Ready", "status": "False", "reason": "InvalidProviderConfig", "message": "no key"}"#
  private let spec = #"{"secretStoreRef": {"name": "aws"}, "data": [{"secretKey": "a", "remoteRef": {"key": "k"}}]}"#

  private func item(
    spec: String? = nil, metadata: String = "{}", status: String?, store: StoreHealth? = nil,
    target: TargetState = .asWritten, warning: Event? = nil, values: [SecretBytes] = []
  ) throws -> StatusItem {
    StatusItem(
      try Sample.externalSecret(metadata: metadata, spec: spec ?? self.spec, status: status),
      stores: [try store ?? Sample.store(ready)], target: target, warning: warning, redaction: Redaction(values))
  }

  private var synced: String {
    get throws {
      let version = try Sample.externalSecret(spec: spec).proof?.current
      return Sample.status(ready: true, reason: "SecretSynced", lastSync: 600, version: version)
    }
  }

  @Test("A synced object with a healthy store and target has no cause")
  func healthy() throws {
    #expect(try item(status: synced).cause == nil)
  }

  @Test("A failure takes its cause from the newest warning, and says what to do where it is a known one")
  func warning() throws {
    let failed = Sample.status(ready: false, reason: "SecretSyncedError", message: "could not get secret data")
    let text = "error processing spec.data[0] (key: nope), err: Secret does not exist"
    let cause = try item(status: failed, warning: Sample.warning(text)).cause
    #expect(cause?.message == text)
    #expect(cause?.hint?.contains("remoteRef.key") == true)
    #expect(try item(status: failed).cause?.message == "could not get secret data")
  }

  @Test("A broken store is the cause before everything that follows from it")
  func store() throws {
    let failed = Sample.status(ready: false, reason: "SecretSyncedError", message: "could not get secret data")
    #expect(
      try item(status: failed, store: Sample.store(broken)).cause?.message == "SecretStore aws is not ready: no key")
    #expect(
      try item(status: failed, store: StoreHealth(StoreReference(name: "aws"), .missing)).cause?.message
        == "SecretStore aws does not exist in namespace team")
    #expect(
      try item(status: nil, store: Sample.store(ready, controller: "other")).cause?.message
        == "SecretStore aws belongs to the controller class \"other\"")
  }

  @Test("A ready object can still be wrong: target edited, gone, or the object changed since")
  func readyButWrong() throws {
    #expect(
      try item(status: synced, target: .edited).cause?.message
        == "Secret team/db was edited by hand since the last sync")
    #expect(try item(status: synced, target: .missing).cause?.message == "Secret team/db doesn't exist any more")
    #expect(
      try item(metadata: #"{"generation": 2}"#, status: synced).cause?.message == "it was changed since its last sync")
    let once = #"{"secretStoreRef": {"name": "aws"}, "refreshPolicy": "CreatedOnce"}"#
    #expect(try item(spec: once, metadata: #"{"generation": 2}"#, status: synced).cause == nil)
  }

  @Test("Objects nobody looked at, or that are being deleted, are said to be so")
  func unattended() throws {
    #expect(try item(status: nil).cause?.message == "no controller has looked at it yet")
    #expect(
      try item(metadata: #"{"deletionTimestamp": "2026-11-23T23:44:52Z"}"#, status: synced).cause?.message
        == "it is being deleted")
  }

  @Test("A value that the controller quotes is taken out of its words")
  func redacts() throws {
    let failed = Sample.status(ready: false, reason: "SecretSyncedError", message: "bad hunter2")
    let item = try item(
      status: failed, warning: Sample.warning("could not execute template: hunter2"),
      values: [SecretBytes(utf8: "hunter2")])
    #expect(item.cause?.message == "could not execute template: <redacted>")
    #expect(item.object.status.message == "bad <redacted>")
  }

  @Test("The next sync follows from policy, interval and the last one")
  func next() throws {
    func next(_ spec: String, _ status: String? = nil) throws -> String {
      try item(spec: spec, status: try status ?? synced).next.words(now: Sample.now)
    }
    #expect(try next("{}") == "in 50m")
    #expect(try next(#"{"refreshInterval": "5m"}"#) == "overdue 5m")
    #expect(try next(#"{"refreshInterval": "0s"}"#) == "never")
    #expect(try next(#"{"refreshPolicy": "CreatedOnce"}"#) == "never")
    #expect(try next(#"{"refreshPolicy": "OnChange"}"#) == "on change")
    #expect(try next("{}", Sample.status(ready: false, reason: "SecretSyncedError")) == "retrying")
  }

  @Test("The table says in a line what matters, and JSON says all")
  func table() throws {
    let failed = Sample.status(ready: false, reason: "SecretSyncedError", message: "could not get", since: 840)
    let report = StatusReport(
      items: [
        try item(status: synced, target: .edited), try item(status: failed, store: Sample.store(broken)),
      ])
    #expect(
      report.table(now: Sample.now, showsNamespaces: true).lines() == [
        "NAMESPACE   NAME   READY     STORE             TARGET        LAST SYNC   NEXT SYNC   CAUSE",
        "team        db     yes       aws               db (edited)   10m ago     in 50m      "
          + "Secret team/db was edited by hand since the last sync",
        "team        db     no, 14m   aws (not ready)   db            never       retrying    "
          + "SecretStore aws is not ready: no key",
      ])
    #expect(report.summary == "2 ExternalSecrets: 1 ready, 1 not, 1 ready but worth a look")
    let json = report.json["items"]?[0]
    #expect(json?["target"]?["state"] == "edited")
    #expect(json?["nextSync"] == .string(Sample.now.advanced(by: .seconds(3000)).rfc3339))
    #expect(json?["stores"]?[0]?["provider"] == "aws")
  }

  @Test("An explanation goes from the store to the workloads")
  func explanation() throws {
    let spec = """
      {"secretStoreRef": {"name": "aws"}, "target": {"name": "creds"},
       "data": [{"secretKey": "user", "remoteRef": {"key": "prod/db", "property": "user"}},
                {"secretKey": "pw", "remoteRef": {"key": "prod/db", "version": "AWSPREVIOUS"}}],
       "dataFrom": [{"extract": {"key": "prod/all"}}, {"find": {"name": {"regexp": "^x"}, "tags": {"a": "b"}}}]}
      """
    let failed = Sample.status(ready: false, reason: "SecretSyncedError", message: "no", since: 840, lastSync: 3600)
    let item = try item(spec: spec, status: failed, warning: Sample.warning("AccessDenied: no"))
    let pod = try JSON.parse(
      """
      {"metadata": {"namespace": "team", "name": "api"}, "spec": {"template": {"spec": {
        "containers": [{"env": [{"name": "PW", "valueFrom": {"secretKeyRef": {"name": "creds"}}}],
                        "envFrom": [{"secretRef": {"name": "creds"}}]}],
        "volumes": [{"name": "v", "projected": {"sources": [{"secret": {"name": "creds"}}]}}]}}}}
      """)
    let use = try #require(SecretUse(pod, resource: .deployments, of: "creds"))
    #expect(
      StatusExplanation(item: item, uses: [use], targetKeys: nil).lines(now: Sample.now) == [
        "ExternalSecret team/db (external-secrets.io/v1)", "  Ready    no, for 14m (SecretSyncedError)",
        "  Cause    AccessDenied: no",
        "           → grant the store's identity the AWS action named, on that key (and kms:Decrypt)",
        "  Stores   SecretStore aws, provider aws: ready", "  Keys     user  ← prod/db, property user",
        "           pw    ← prod/db, version AWSPREVIOUS", "           all members of prod/all",
        "           all secrets whose name matches ^x tagged a=b",
        "  Target   Secret team/creds: in sync (Owner, Retain)",
        "  Synced   2027-01-15T07:00:00Z (60m ago), next retrying",
        "  Used by  Deployment api: env PW, envFrom, volume v",
        "  Event    UpdateFailed, 3 times, last 60s ago",
      ])
  }

  @Test("A key that pods can't do without and the Secret lacks is named, with the nearest; an optional one is not")
  func neededKeys() throws {
    let item = try item(
      spec: #"{"target": {"name": "s"}}"#, status: Sample.status(ready: true, reason: "SecretSynced", lastSync: 60))
    let pod = try JSON.parse(
      """
      {"kind": "Pod", "metadata": {"name": "p"}, "spec": {
        "containers": [{"env": [
          {"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "pasword"}}},
          {"name": "B", "valueFrom": {"secretKeyRef": {"name": "s", "key": "user"}}},
          {"name": "C", "valueFrom": {"secretKeyRef": {"name": "s", "key": "gone", "optional": true}}},
          {"name": "D", "valueFrom": {"secretKeyRef": {"name": "other", "key": "gone"}}}]}],
        "volumes": [
          {"name": "v", "secret": {"secretName": "s", "items": [{"key": "tls.crt", "path": "x"}]}},
          {"name": "w", "secret": {"secretName": "s", "optional": true, "items": [{"key": "none", "path": "x"}]}},
          {"name": "x", "projected": {"sources": [
            {"secret": {"name": "s", "items": [{"key": "user", "path": "u"}, {"key": "ca", "path": "c"}]}}]}}]}}
      """)
    let use = try #require(SecretUse(pod, resource: .pods, of: "s"))
    #expect(use.needs.map(\.key) == ["pasword", "user", "tls.crt", "ca", "user"])
    func lines(_ keys: [String]?) -> [String] {
      StatusExplanation(item: item, uses: [use], targetKeys: keys).lines(now: Sample.now).filter { $0.contains("→") }
    }
    let consequence = "which the Secret doesn't have: its pods don't start"
    #expect(
      lines(["password", "user"]).map { $0.trimmingPrefix { $0 == " " } } == [
        "→ env A needs the key pasword, \(consequence); did you mean password?",
        "→ volume v needs the key tls.crt, \(consequence); add it to the ExternalSecret",
        "→ volume x needs the key ca, \(consequence); add it to the ExternalSecret",
      ])
    #expect(lines(["pasword", "user", "tls.crt", "ca"]).isEmpty)
    #expect(lines(nil).isEmpty)
    let report = StatusReport(items: [item], missing: [], notes: [])
    let json = StatusExplanation(item: item, uses: [use], targetKeys: ["user"]).json(in: report)
    #expect(json["items"]?[0]?["usedBy"]?[0]?["missingKeys"]?[0] == ["key": "pasword", "way": "env A"])
  }

  @Test("Every way to use a Secret is found, and a Secret of another name is not")
  func uses() throws {
    let cronJob = try JSON.parse(
      #"{"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": {"spec": {"imagePullSecrets": [{"name": "s"}]}}}}}}"#
    )
    #expect(SecretUse(cronJob, resource: .deployments, of: "s")?.ways == ["imagePullSecrets"])
    #expect(SecretUse(cronJob, resource: .deployments, of: "t") == nil)
    let pod = try JSON.parse(
      #"{"kind": "Pod", "spec": {"initContainers": [{"envFrom": [{"secretRef": {"name": "s"}}]}]}}"#)
    #expect(SecretUse(pod, resource: .pods, of: "s")?.ways == ["envFrom"])
    let account = try JSON.parse(#"{"secrets": [{"name": "s"}], "imagePullSecrets": [{"name": "s"}]}"#)
    #expect(SecretUse(account, resource: .serviceAccounts, of: "s")?.ways == ["imagePullSecrets", "secrets"])
  }
}
