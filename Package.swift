// swift-tools-version: 6.0
// The rooms of the house, in the order in which they may know each other: a room imports only rooms above it.

import PackageDescription

/// Settings every Swift target shares: Swift 6 mode and the upcoming features the code is already written for.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A room of the product: a Swift target under `Sources`.
func room(_ name: String, knows rooms: [String] = []) -> Target {
  .target(name: name, dependencies: rooms.map { .byName(name: $0) }, swiftSettings: settings)
}

/// The tests of a room, under `Tests`, with the rooms they use besides it.
func tests(_ name: String, knows rooms: [String] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: ([name] + rooms).map { .byName(name: $0) }, swiftSettings: settings)
}

let package = Package(
  name: "kubectl-extsecret",
  platforms: [.macOS(.v15)],
  targets: [
    // C libraries: a module map each, and a shim only where Swift can't call (variadics, C++).
    .systemLibrary(
      name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),

    room("Basics", knows: ["CLibCrypto"]),
    room("System", knows: ["Basics"]),
    room("GJSON", knows: ["Basics"]),

    tests("Basics"),
    tests("System", knows: ["Basics"]),
    tests("GJSON", knows: ["Basics"]),
  ]
)
