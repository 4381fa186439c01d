// How AWS is reached, and in whose name.

import AWS
import Arguments
import Basics
import HTTP
import Kubernetes
import Reconciliation
import SecretSources
import System

/// Options about AWS that commands share.
struct AWSOptions: Sendable {
  static let profile = Option("profile", valueName: "name", abstract: "profile of the AWS configuration to use")
  static let region = Option(
    "region", valueName: "name",
    abstract: "AWS region to read from, in place of what stores, variables and profiles name")
  static let assumesStoreRole = Flag(
    "assume-store-role", abstract: "read AWS through the roles that each store names, with your own credentials")
  static let isController = Flag(
    "as-controller",
    abstract:
      "read AWS with the credentials that each store refers to, as the controller does (auth.secretRef, auth.jwt)")

  static let group = CommandDescription.Group(
    "AWS options", [profile.description, region.description, assumesStoreRole.description, isController.description])

  private let profile: String?
  private let region: String?
  private let assumesStoreRole: Bool
  private let isController: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    profile = try arguments.value(Self.profile)
    region = try arguments.value(Self.region)
    assumesStoreRole = arguments[Self.assumesStoreRole]
    isController = arguments[Self.isController]
    if assumesStoreRole, isController {
      throw UsageError(
        "--assume-store-role and --as-controller don't go together", hint: "--as-controller assumes the roles as well")
    }
  }

  /// What reads AWS.
  ///
  /// - Parameters:
  ///   - cluster: Where stores' credentials are.
  ///   - client: Where tokens of ServiceAccounts are asked for; nil without a live cluster.
  ///   - transport: What carries requests.
  ///   - timeout: How long one request may take; nil takes AWS' own.
  ///   - environment: The world.
  /// - Returns: The sources; nothing is asked before the first store needs it.
  func sources(
    _ cluster: any ClusterReader, client: KubernetesClient?, transport: any HTTPTransport, timeout: Duration?,
    in environment: Environment
  ) -> AWSSources {
    let credentials = StoreCredentials(cluster: cluster, requestToken: client.map(Self.tokenRequest))
    let identity: AWSSources.IdentityChoice =
      isController
      ? .controller(credentials)
      : assumesStoreRole ? .ownThroughStoreRoles : .own(otherwise: client == nil ? credentials : nil)
    return AWSSources(identity: identity, note: { environment.note("warning: \($0)") }) {
      [profile, region] () throws(AWSError) in
      var world = AWSEnvironment(
        variables: environment.variables, files: environment.files, transport: transport, now: environment.now)
      if let timeout, timeout > .zero { world.attemptTimeout = timeout }
      world.askForMFACode = environment.askForMFACode
      world.replaceTokenFile = environment.replacePrivateFile
      return try AWSSession(world, profile: profile, region: region)
    }
  }

  private static func tokenRequest(_ client: KubernetesClient) -> StoreCredentials.TokenRequest {
    { (namespace, name, audiences) async throws(ClusterReadError) in
      do throws(KubernetesError) {
        return try await client.token(ofServiceAccount: name, namespace: namespace, audiences: audiences).token
      } catch {
        throw ClusterReadError(error.located.message, hint: error.located.hint)
      }
    }
  }
}

extension CallTotals {
  /// The totals as machine-readable output has them.
  var json: JSON {
    let kinds = calls.sorted { $0.key < $1.key }.map { JSON.Members.Member(key: $0.key, value: .int($0.value)) }
    return [
      "calls": .object(JSON.Members(kinds)), "retries": .int(retries), "reads": .int(reads), "shared": .int(shared),
    ]
  }
}
