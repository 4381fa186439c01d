import Basics
import Foundation
import HTTP
import Testing

@testable import AWS

private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

/// The lines of a golden file.
func golden(_ name: String) throws -> [String] {
  let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  return text.split(separator: "\n").map(String.init)
}

@Suite("Signatures and addresses are botocore's")
struct SigV4Tests {
  @Test("requests of every kind are signed as botocore signs them", arguments: try golden("signatures.jsonl"))
  func signs(line: String) throws {
    let vector = try JSON.parse(line)
    let text = try #require(vector["url"]?.string)
    var body = try #require(vector["body"]?.string).hexadecimalBytes
    if let count = vector["repeat"]?.int { body = [UInt8](repeating: body[0], count: count) }
    var request = HTTPRequest(method: vector["method"]?.string ?? "", url: text, body: body)
    for field in vector["headers"]?.object ?? [:] { request.headers.append(field.key, field.value.string ?? "") }
    let credentials = AWSCredentials(
      accessKeyID: "AKIDEXAMPLE", secretAccessKey: SecretBytes(utf8: vector["secret"]?.string ?? ""),
      sessionToken: vector["token"]?.string.map { SecretBytes(utf8: $0) }, source: "test")
    let signer = SigV4(
      credentials: credentials, region: vector["region"]?.string ?? "", service: vector["service"]?.string ?? "",
      date: Timestamp(seconds: Int64(vector["seconds"]?.int ?? 0)))
    signer.sign(&request, url: try #require(HTTPURL(text)))
    #expect(request.headers["Authorization"] == vector["authorization"]?.string)
  }

  @Test("services are where botocore's endpoint rules say, in every region and mode")
  func endpoints() throws {
    let services: [String: AWSService] = [
      "secretsmanager": .secretsManager, "ssm": .parameterStore, "sts": .sts, "sso": .sso, "sso-oidc": .ssoOIDC,
      "signin": .signIn,
    ]
    for line in try golden("endpoints.tsv") {
      let fields = line.split(separator: "\t").map(String.init)
      let service = try #require(services[fields[0]])
      let endpoint = Endpoint(service, region: fields[1], usesFIPS: fields[2] == "1", usesDualStack: fields[3] == "1")
      #expect(endpoint.url == fields[4], "\(line)")
    }
  }
}

extension String {
  fileprivate var hexadecimalBytes: [UInt8] {
    stride(from: 0, to: utf8.count, by: 2).compactMap { offset in
      UInt8(dropFirst(offset).prefix(2), radix: 16)
    }
  }
}
