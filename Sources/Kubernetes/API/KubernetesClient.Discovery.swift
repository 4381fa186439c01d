// What the server serves: versions, groups, kinds.

import Basics

/// An API group, and the versions in which it is served.
public struct APIGroup: Sendable, Hashable {
  /// The group's name.
  public var name: String
  /// The served versions, in the server's order of preference.
  public var versions: [String]
  /// The version the server prefers.
  public var preferredVersion: String
}

/// The server's version.
public struct ServerVersion: Sendable, Hashable {
  /// The version in full, such as `v1.31.4-eks-2d5f260`.
  public var gitVersion: String
  /// The major number.
  public var major: Int
  /// The minor number.
  public var minor: Int
}

/// What was found out about a server, kept for the run.
actor DiscoveryCache {
  var resources: [String: [APIResource]] = [:]

  func keep(_ list: [APIResource], for apiVersion: String) { resources[apiVersion] = list }
}

extension KubernetesClient {
  /// The server's version.
  public func serverVersion() async throws(KubernetesError) -> ServerVersion {
    let request = APIRequest(path: "/version")
    let json = try await send(request)
    guard let gitVersion = json["gitVersion"]?.string else {
      throw .unreadable(request: request.description, problem: "the answer names no version")
    }
    // The minor number may have a plus sign behind it.
    func number(_ key: String) -> Int { Int(json[key]?.string?.prefix { $0.isNumber } ?? "") ?? 0 }
    return ServerVersion(gitVersion: gitVersion, major: number("major"), minor: number("minor"))
  }

  /// An API group as the server serves it.
  ///
  /// - Parameter name: The group's name, such as `external-secrets.io`.
  /// - Returns: The group; nil where it isn't served.
  /// - Throws: ``KubernetesError``.
  public func group(_ name: String) async throws(KubernetesError) -> APIGroup? {
    guard let json = try await optional(APIRequest(path: "/apis/\(percentEncoded(name))")) else { return nil }
    let versions = (json["versions"]?.array ?? []).compactMap { $0["version"]?.string }
    let preferred = json["preferredVersion"]?["version"]?.string ?? versions.first ?? ""
    return APIGroup(name: name, versions: versions, preferredVersion: preferred)
  }

  /// The kinds that the server serves in a version of a group, subresources left out.
  ///
  /// - Parameters:
  ///   - group: The group's name; empty for the core group.
  ///   - version: The version.
  /// - Returns: The kinds; none where the version isn't served.
  /// - Throws: ``KubernetesError``.
  public func resources(group: String, version: String) async throws(KubernetesError) -> [APIResource] {
    let apiVersion = group.isEmpty ? version : "\(group)/\(version)"
    if let known = await session.discovery.resources[apiVersion] { return known }
    let json = try await optional(APIRequest(path: group.isEmpty ? "/api/\(version)" : "/apis/\(apiVersion)"))
    let list = (json?["resources"]?.array ?? []).compactMap { item -> APIResource? in
      guard let name = item["name"]?.string, let kind = item["kind"]?.string, !name.contains("/") else { return nil }
      let isNamespaced = item["namespaced"]?.bool ?? false
      return APIResource(group: group, version: version, name: name, kind: kind, isNamespaced: isNamespaced)
    }
    await session.discovery.keep(list, for: apiVersion)
    return list
  }

  /// A kind in the first of several versions in which the server serves it.
  ///
  /// - Parameters:
  ///   - name: The kind's plural name, such as `externalsecrets`.
  ///   - group: The group's name.
  ///   - versions: The versions understood, the most wanted first.
  /// - Returns: The kind in that version; nil where none is served.
  /// - Throws: ``KubernetesError``.
  public func served(_ name: String, group: String, versions: [String]) async throws(KubernetesError) -> APIResource? {
    for version in versions {
      let found = try await resources(group: group, version: version).first { $0.name == name }
      if let found { return found }
    }
    return nil
  }

  /// The answer to a request; nil where it is 404.
  private func optional(_ request: APIRequest) async throws(KubernetesError) -> JSON? {
    do {
      return try await send(request)
    } catch .refused(let status, _) where status.code == 404 {
      return nil
    }
  }
}
