import Foundation
import Testing

/// What `create` says to wrong use, where it writes, and how it asks.
@Suite struct CreateTests {
  private func run(_ line: String, _ more: String..., answers: [String]? = nil) async -> CommandRun {
    let words = ["create"] + line.split(separator: " ").map(String.init) + more
    return await CommandRun(words, files: CreateGoldens.files, answers: answers)
  }

  struct WrongUse: Sendable {
    let line: String
    let says: String
    init(_ line: String, _ says: String) { (self.line, self.says) = (line, says) }
  }

  @Test(
    "Wrong use is one clear message before anything is printed, and the network is not touched",
    arguments: [
      WrongUse("Bad_Name --store a --data a=b", "RFC 1123"),
      WrongUse("db --store a", "nothing to sync"),
      WrongUse("db --store A --data a=b", "name of a store"),
      WrongUse("db --store a --data a", "SECRETKEY=REMOTEKEY"),
      WrongUse("db --store a --data a/b=c", "can't be a key of a Secret"),
      WrongUse("db --store a --data a=b --data a=c", "given twice"),
      WrongUse("db --store a --cluster-store b --data a=b", "don't go together"),
      WrongUse("db --store a --target Nope! --data a=b", "name of a Secret"),
      WrongUse("db --store a --data a=b --label a=b!", "label"),
      WrongUse("db --store a --data a=b --refresh-interval soon", "not a duration"),
      WrongUse("db --store a --data a=b --creation-policy Merge --deletion-policy Delete", "--deletion-policy"),
      WrongUse("db --store a --data a=b --type tls", "tls.crt and tls.key"),
      WrongUse("db --store a --data a=b --type docker", "--type"),
      WrongUse("db --store a --path /x", "finds nothing"),
      WrongUse("db --store a --find [", "missing closing"),
      WrongUse("db --store a --extract --data a=b", "--from-remote"),
      WrongUse("db --store a --from-secret x --data a=b", "other sources"),
      WrongUse("db --store a --from-workload deploy/web --from-remote a --extract", "--from-remote"),
      WrongUse(
        "--offline -f stores.yaml -f web.yaml --from-workload deploy/web --target other", "token of Secret other"),
      WrongUse("db --store a --data a=b --template a=nowhere", "nor a file"),
      WrongUse("db --store a --data a=b --template x={{ --template y=nowhere", "y"),
      WrongUse("db --store a --data a=b --template x={{.nope}}", "nope"),
      WrongUse("db --store a --data a=b --role x", "--with-store"),
      WrongUse("db --with-store --data a=b", "region"),
      WrongUse("db --with-store --region eu-west-1 --role x --data a=b", "ARN of a role"),
      WrongUse("db --with-store --region eu-west-1 --service S3 --data a=b", "--service"),
      WrongUse("db --with-store --region r --service-account a --secret-ref b --data a=b", "don't go together"),
      WrongUse("db --with-store --cluster-store c --region r --service-account s --data a=b", "namespace"),
      WrongUse("db --store a --data a=b --inject web", "deploy/NAME"),
      WrongUse("db --store a --data a=b --offline --inject deploy/none -f worker.yaml", "deployment/worker"),
      WrongUse("db --store a --data a=b --offline -f worker.yaml -f web.yaml", "several workloads"),
      WrongUse("db --store a --data a=b --as volume", "--inject"),
      WrongUse("db --store a --data a=b --mount-path etc --offline -f web.yaml", "absolute"),
      WrongUse("db --store a --from-remote x --extract --offline -f web.yaml", "--as envFrom"),
      WrongUse("db --store a --data a-b=x --data a.b=y --offline -f web.yaml", "A_B"),
      WrongUse("db --store a --data a=b --offline --apply", "--apply"),
      WrongUse("db --store a --data a=b --force-conflicts", "--apply"),
      WrongUse("db --store a --data a=b --api-version v2", "v1beta1"),
      WrongUse("db --legacy --store a --data a=b", "no stores"),
      WrongUse("db --legacy --find .", "--find"),
      WrongUse("db --legacy --data a=b --refresh-interval 1h", "--refresh-interval"),
      WrongUse("db --offline --data a=b", "no store"),
      WrongUse("db --offline -f stores.yaml --from-remote prod/dbx", "did you mean prod/db"),
      WrongUse("db --offline -f stores.yaml --from-remote prod/ssh", "not JSON"),
      WrongUse("--offline -f stores.yaml --from-secret nope", "no such Secret"),
      WrongUse(
        "--offline -f stores.yaml -f web.yaml --from-workload deploy/web --from-remote prod/db", "several Secrets"),
      WrongUse("db --data a=b", "--store"),
    ])
  func refuses(use: WrongUse) async {
    let run = await run(use.line)
    #expect(run.code == 1 && run.output.isEmpty, "\(run.output)")
    #expect(run.errors.contains(use.says), "\(run.errors)")
  }

  @Test("--output-dir writes a file for each manifest, patches and policies apart, and never over another file")
  func writesFiles() async {
    let line = "db --with-store --region eu-west-1 --data a=b --output-dir out/ --offline -f cronjob.yaml"
    let run = await run(line)
    #expect(run.code == 0 && run.output.isEmpty, "\(run.errors)")
    #expect(
      Set(run.written.keys) == [
        "out/aws.secretstore.yaml", "out/db.externalsecret.yaml", "out/patches/nightly.cronjob.patch.yaml",
        "out/aws/policy.json",
      ])
    var files = CreateGoldens.files
    files["out/db.externalsecret.yaml"] = "mine"
    let words = ["create"] + line.split(separator: " ").map(String.init)
    let second = await CommandRun(words, files: files)
    #expect(second.code == 1 && second.written.isEmpty && second.errors.contains("out/db.externalsecret.yaml"))
  }

  @Test("--preview shows the Secret redacted, on stderr")
  func previews() async {
    let run = await run("db --offline -f stores.yaml --from-remote prod/db --preview")
    #expect(run.code == 0 && run.output.hasPrefix("apiVersion: external-secrets.io/v1"))
    #expect(run.errors.contains("kind: Secret") && run.errors.contains("fingerprint"))
    #expect(!run.errors.contains("admin"))
    let missing = await self.run("db --offline -f stores.yaml --data a=nowhere --preview")
    #expect(
      missing.code == 1 && missing.output.isEmpty && missing.errors.contains("does not exist"), "\(missing.errors)")
  }

  @Test("Called bare on a terminal it asks, completes remote keys, and ends with the equivalent command line")
  func asks() async throws {
    let answers = ["Not A Name", "app", "", "prod/l", "nope", "", "none"]
    let run = await run("--offline -f stores.yaml", answers: answers)
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.errors.contains("→ prod/legacy/db") && run.errors.contains("no member nope"), "\(run.errors)")
    let line = "kubectl extsecret create app --store aws --from-remote prod/legacy/db --offline -f stores.yaml"
    #expect(run.errors.contains("  \(line)\n"), "\(run.errors)")
    let same = await self.run("app --store aws --from-remote prod/legacy/db --offline -f stores.yaml")
    #expect(same.output == run.output && !run.output.isEmpty)
    #expect(!(run.errors + run.output).contains("root"))
  }

  @Test("Some of the members, a value that is no JSON, and a workload can be answered too; the end of input ends it")
  func asksForSome() async {
    let some = await run("--offline -f stores.yaml", answers: ["app", "", "prod/db", "username", "none"])
    #expect(some.errors.contains("--data username=prod/db#username"), "\(some.errors)")
    let whole = await run("--offline -f stores.yaml", answers: ["app", "", "prod/ssh", "id_rsa", "none"])
    #expect(whole.errors.contains("--data id_rsa=prod/ssh"), "\(whole.errors)")
    let wired = await run(
      "--offline -f stores.yaml -f worker.yaml", answers: ["app", "", "prod/db", "", "web", "deploy/worker"])
    #expect(wired.code == 0 && wired.errors.contains("--inject deployment/worker"), "\(wired.errors)")
    let ended = await run("--offline -f stores.yaml", answers: ["app"])
    #expect(ended.code == 1 && ended.output.isEmpty)
    let piped = await run("")
    #expect(piped.code == 1 && piped.errors.contains("NAME"), "\(piped.errors)")
  }
}
