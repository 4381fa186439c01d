// swift-tools-version: 6.0
// The rooms of the house, in the order in which they may know each other: a room imports only rooms above it.

import PackageDescription

/// Settings every Swift target shares: Swift 6 mode and the upcoming features the code is already written for.
///
/// CI turns warnings into errors; for a package that others might depend on that has to be a choice from outside.
let settings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (Context.environment["EXTSECRET_WARNINGS_AS_ERRORS"] == nil ? [] : [.unsafeFlags(["-warnings-as-errors"])])

/// A room of the product: a Swift target under `Sources`.
func room(_ name: String, knows rooms: [String] = []) -> Target {
  .target(name: name, dependencies: rooms.map { .byName(name: $0) }, swiftSettings: settings)
}

/// The tests of a room, under `Tests`, with the rooms they use besides it.
///
/// `excluded` are the files among them that are data.
func tests(_ name: String, knows rooms: [String] = [], exclude excluded: [String] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: ([name] + rooms).map { .byName(name: $0) }, exclude: excluded,
    swiftSettings: settings)
}

// RE2's pkg-config file asks for -pthread, which SwiftPM refuses with a warning; only Homebrew needs the file, for its paths.
#if os(macOS)
  let re2PkgConfig: String? = "re2"
#else
  let re2PkgConfig: String? = nil
#endif

let package = Package(
  name: "kubectl-extsecret",
  platforms: [.macOS(.v15)],
  targets: [
    // C libraries: a module map each, and a shim only where Swift can't call (variadics, C++).
    .systemLibrary(
      name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),

    .systemLibrary(
      name: "CLibCrypt", pkgConfig: "libxcrypt", providers: [.apt(["libcrypt-dev"]), .brew(["libxcrypt"])]),

    .systemLibrary(
      name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),

    .systemLibrary(
      name: "CLibRE2", pkgConfig: re2PkgConfig, providers: [.apt(["libre2-dev"]), .brew(["re2"])]),
    // The shim opens libcurl when it is first needed, so nothing links it; its header is all that building takes.
    .systemLibrary(name: "CLibCurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
    .target(name: "CCurl", dependencies: ["CLibCurl"]),

    .target(name: "CRE2", dependencies: ["CLibRE2"], linkerSettings: [.linkedLibrary("re2")]),

    room("Basics", knows: ["CLibCrypto"]),

    room("System", knows: ["Basics"]),

    room("YAML", knows: ["Basics", "CLibYAML"]),

    room("RegularExpressions", knows: ["CRE2"]),

    room("GJSON", knows: ["Basics"]),

    room("GoTemplate", knows: ["Basics"]),

    room("Lodash", knows: ["Basics", "YAML"]),

    room(
      "TemplateFunctions",
      knows: ["Basics", "CLibCrypto", "CLibCrypt", "YAML", "RegularExpressions", "GoTemplate"]),

    room("HTTP", knows: ["Basics", "System", "CCurl"]),

    room("AWS", knows: ["CLibCrypto", "Basics", "System", "HTTP"]),

    room("Kubernetes", knows: ["CLibCrypto", "Basics", "System", "YAML", "HTTP"]),

    room("ExternalSecrets", knows: ["Basics", "RegularExpressions"]),
    room(
      "Reconciliation",
      knows: [
        "Basics", "YAML", "RegularExpressions", "GoTemplate", "Lodash", "TemplateFunctions", "ExternalSecrets",
      ]),
    room(
      "SecretSources",
      knows: ["Basics", "AWS", "YAML", "RegularExpressions", "GJSON", "ExternalSecrets", "Reconciliation"]),

    room("Arguments", knows: ["Basics"]),

    room("SyncStatus", knows: ["Basics", "Kubernetes", "ExternalSecrets", "Reconciliation"]),

    room(
      "ForcedSync",
      knows: ["Basics", "RegularExpressions", "Kubernetes", "ExternalSecrets", "Reconciliation", "SyncStatus"]),

    room(
      "Validation",
      knows: [
        "Basics", "YAML", "RegularExpressions", "GoTemplate", "Lodash", "TemplateFunctions", "ExternalSecrets",
      ]),

    room("Comparison", knows: ["Basics", "ExternalSecrets", "Reconciliation"]),

    room("Scaffolding", knows: ["Basics", "YAML", "ExternalSecrets"]),

    room("Conversion", knows: ["Basics", "RegularExpressions", "Lodash", "ExternalSecrets", "Scaffolding"]),

    room(
      "Commands",
      knows: [
        "Basics", "System", "YAML", "HTTP", "AWS", "Kubernetes", "ExternalSecrets", "Reconciliation", "SecretSources",
        "Validation", "Comparison", "Scaffolding", "Conversion", "Arguments", "SyncStatus", "ForcedSync",
      ]),

    .executableTarget(
      name: "kubectl-extsecret",
      dependencies: ["Basics", "System", "HTTP", "Commands"], swiftSettings: settings),

    // Tests, in the same order.
    tests("Basics"),

    tests("System", knows: ["Basics"]),

    tests("YAML", knows: ["Basics"]),

    tests("RegularExpressions"),

    tests("GJSON", knows: ["Basics"]),

    tests("GoTemplate", knows: ["Basics"]),

    tests("Lodash", knows: ["Basics"]),

    tests("TemplateFunctions", knows: ["Basics", "GoTemplate", "TestSupport"]),

    tests("HTTP", knows: ["Basics", "System", "LoopbackServers"]),

    tests(
      "AWS", knows: ["Basics", "System", "HTTP", "LoopbackServers"],
      exclude: [
        "golden.py", "signatures.jsonl", "profiles.jsonl", "profiles.py", "endpoints.tsv", "configurations.py",
        "configurations.jsonl",
      ]),

    tests("Kubernetes", knows: ["Basics", "System", "HTTP", "TestSupport"]),

    tests("Arguments"),

    tests("Validation", knows: ["Basics", "YAML", "ExternalSecrets", "TestSupport"]),

    tests("ExternalSecrets", knows: ["Basics", "YAML", "TestSupport"]),
    tests(
      "Reconciliation",
      knows: [
        "Basics", "System", "HTTP", "AWS", "YAML", "ExternalSecrets", "SecretSources", "TestSupport", "LoopbackServers",
      ]),
    tests(
      "SecretSources",
      knows: ["Basics", "System", "HTTP", "AWS", "ExternalSecrets", "Reconciliation", "LoopbackServers"]),
    tests("Comparison", knows: ["Basics", "ExternalSecrets", "Reconciliation"]),

    tests("Scaffolding", knows: ["Basics", "ExternalSecrets"]),
    tests("Conversion", knows: ["Basics", "ExternalSecrets", "Scaffolding", "YAML", "Lodash"]),

    // Commands as a person calls them, where that needs neither a cluster nor AWS.
    .testTarget(
      name: "CommandsTests",
      dependencies: ["Basics", "System", "HTTP", "Commands", "TestSupport", "LoopbackServers", "kubectl-extsecret"],
      exclude: ["Goldens"], swiftSettings: settings),

    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "Basics", "System", "HTTP", "Kubernetes", "ExternalSecrets", "Reconciliation", "SyncStatus", "ForcedSync",
        "TestSupport", "LoopbackServers", "kubectl-extsecret",
      ], exclude: ["Resources"], swiftSettings: settings),

    // What the tests of several rooms share.
    .target(name: "TestSupport", dependencies: ["Basics"], path: "Tests/TestSupport", swiftSettings: settings),

    // Servers that the tests of several rooms start: scripts, and the type that runs them.
    .target(
      name: "LoopbackServers", dependencies: ["Basics", "HTTP"], path: "Tests/LoopbackServers",
      exclude: ["faulty.py", "aws.py", "certificates.sh"],
      swiftSettings: settings),

    tests("SyncStatus", knows: ["Basics", "Kubernetes", "ExternalSecrets"]),

    tests("ForcedSync", knows: ["Basics", "Kubernetes", "ExternalSecrets", "SyncStatus"]),
  ]
)

// What fuzzes and measures the template engine; script/fuzz and script/bench ask for it, nothing else sees it.
if Context.environment["EXTSECRET_TOOLS"] != nil {
  func tool(_ name: String, at path: String, knows rooms: [String]) -> Target {
    .executableTarget(name: name, dependencies: rooms.map { .byName(name: $0) }, path: path, swiftSettings: settings)
  }
  let engine = ["GoTemplate", "TemplateFunctions"]
  package.targets += [
    .target(name: "FuzzDriver", path: "Tests/Fuzzing/Driver", swiftSettings: settings),
    tool("FuzzParser", at: "Tests/Fuzzing/Parser", knows: engine + ["FuzzDriver"]),
    tool("FuzzEvaluator", at: "Tests/Fuzzing/Evaluator", knows: engine + ["FuzzDriver"]),
    tool("FuzzWords", at: "Tests/Fuzzing/Words", knows: ["TemplateFunctions"]),
    tool("TemplateBenchmark", at: "Tests/Benchmarks/Templates", knows: engine),
  ]
}
