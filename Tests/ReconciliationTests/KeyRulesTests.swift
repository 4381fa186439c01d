import Basics
import ExternalSecrets
import Reconciliation
import Testing

/// Keys: conversion, validity; values: decoding, NUL bytes.
@Suite struct KeyRulesTests {
  @Test("Conversion: what is no letter, number, - . _ becomes _ or _U%04x_; letters and numbers are Unicode's")
  func conversion() {
    #expect(DataKey("a b/é😀٣").converted(.default) == "a_b_é_٣")
    #expect(DataKey("a b😀").converted(.unicode) == "a_U0020_b_U1f600_")
    #expect(DataKey("ok-._9").converted(.default) == "ok-._9")
  }

  @Test("Conversion happens only without a rewrite, and two keys that meet are an error")
  func conversionAndRewrite() async throws {
    let converted = try await Scenario.decide("dataFrom: [{extract: {key: db}}]")
    #expect(converted.data?["weird_key_1"] == "w")
    let rewritten = try await Scenario.decide(
      "dataFrom: [{extract: {key: db}, rewrite: [{regexp: {source: zzz, target: yy}}]}]")
    #expect(rewritten.failure?.message.contains("key has invalid character") == true)
    let store = """
      apiVersion: external-secrets.io/v1
      kind: SecretStore
      metadata: {name: colliding, namespace: default}
      spec: {provider: {fake: {data: [{key: k, value: '{"a b": "1", "a/b": "2"}'}]}}}
      """
    let colliding = try await Scenario.decide(
      "dataFrom: [{extract: {key: k}, sourceRef: {storeRef: {name: colliding}}}]", more: store)
    #expect(colliding.failure?.message.contains("two keys become \"a_b\"") == true)
  }

  @Test("For data the conversionStrategy has no say")
  func dataIsNotConverted() async throws {
    let spec = "data: [{secretKey: out.x_Y-1, remoteRef: {key: user, conversionStrategy: Unicode}}]"
    #expect(try await Scenario.decide(spec).data?.keys.first == "out.x_Y-1")
  }

  @Test("An empty key is dropped, and one of more than 253 bytes refused")
  func emptyAndLongKeys() async throws {
    let dropped = try await Scenario.decide(
      "dataFrom: [{extract: {key: app/one}, rewrite: [{regexp: {source: A, target: ''}}]}]")
    #expect(dropped.data == ["B": "2"])
    let long = String(repeating: "x", count: 254)
    let refused = try await Scenario.decide(
      "dataFrom: [{extract: {key: app/one}, rewrite: [{regexp: {source: A, target: \(long)}}]}]")
    #expect(refused.failure?.message.contains("max is 253") == true)
  }

  @Test("Unicode letters pass the controller's check and are then refused by the API server")
  func unicodeKey() async throws {
    let decision = try await Scenario.decide(
      "dataFrom: [{extract: {key: app/one}, rewrite: [{regexp: {source: A, target: ключ}}]}]")
    #expect(decision.outcome.word == "refuse" && decision.condition?.message == "could not update secret")
    #expect(decision.failure?.message.contains("data[ключ]") == true)
  }

  @Test(
    "Decoding: Auto takes base64, else base64url, else the value as it is; the others fail on bad input",
    arguments: [
      ("b64", "Auto", "hello"), ("user", "Auto", "admin"), ("pass", "Auto", "p4ssw0rd"), ("b64", "None", "aGVsbG8="),
      ("b64", "Base64", "hello"), ("b64", "Base64URL", "hello"), ("user", "Base64", nil), ("user", "Base64URL", nil),
    ] as [(String, String, String?)])
  func decoding(key: String, strategy: String, expected: String?) async throws {
    let decision = try await Scenario.decide(
      "data: [{secretKey: out, remoteRef: {key: \(key), decodingStrategy: \(strategy)}}]")
    if key == "pass", strategy == "Auto" {
      // Eight letters and digits are valid base64: controller.md's trap.
      let object = try #require(decision.written)
      #expect(object.data["out"]?.bytes == SecretBytes(Base64.standard.decode("p4ssw0rd") ?? []))
    } else {
      #expect(decision.data?["out"] == expected)
    }
    #expect(decision.failure?.message.contains("admin") != true)
  }

  @Test("nullBytePolicy Fail refuses NUL bytes, by data and dataFrom; Ignore and nothing let them pass")
  func nullBytes() async throws {
    let fails = try await Scenario.decide("data: [{secretKey: out, remoteRef: {key: nul, nullBytePolicy: Fail}}]")
    #expect(fails.failure?.message.contains("NUL bytes") == true)
    let found = try await Scenario.decide("dataFrom: [{find: {name: {regexp: nul}, nullBytePolicy: Fail}}]")
    #expect(found.failure?.path?.description == "spec.dataFrom[0].find")
    #expect(try await Scenario.decide("data: [{secretKey: out, remoteRef: {key: nul}}]").data == ["out": "a\0b"])
  }
}
