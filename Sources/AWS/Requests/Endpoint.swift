// Where a service answers: botocore's endpoint rules for the services used here, and what the user configured instead.

/// The address of a service, and the region its signatures name.
public struct Endpoint: Sendable, Hashable {
  /// The URL, without a slash at its end.
  public var url: String
  /// The region in signatures.
  public var signingRegion: String

  /// The address of `service` in `region`.
  ///
  /// - Parameters:
  ///   - service: The service.
  ///   - region: The region.
  ///   - usesFIPS: Whether cryptography must be FIPS 140 validated.
  ///   - usesDualStack: Whether the address is to answer by IPv6 too.
  public init(_ service: AWSService, region: String, usesFIPS: Bool = false, usesDualStack: Bool = false) {
    let partition = Partition.of(region: region)
    // STS alone has an address of the whole partition.
    if service == .sts, region == "aws-global", !usesFIPS, !usesDualStack {
      self.init(url: "https://sts.amazonaws.com", signingRegion: "us-east-1")
      return
    }
    let isGovernment = partition.name == "aws-us-gov"
    // The sign-in to the console has domains of its own.
    if service == .signIn, !usesDualStack, !usesFIPS || isGovernment {
      let host = usesFIPS ? "signin-fips" : "signin"
      // GovCloud's first FIPS host was made before there were regions in such names.
      let place = usesFIPS && region == "us-gov-west-1" ? "" : "\(region)."
      self.init(url: "https://\(place)\(host).\(partition.signInDomain)", signingRegion: region)
      return
    }
    let hasFIPSHost = usesFIPS && (!isGovernment || usesDualStack || service == .secretsManager)
    // Secrets Manager's usual addresses answer by IPv6 in these partitions.
    let isDualStackAnyway =
      service == .secretsManager
      && (["aws", "aws-us-gov"].contains(partition.name) || (partition.name == "aws-cn" && !usesFIPS))
    let domain = usesDualStack && !isDualStackAnyway ? partition.dualStackDomain : partition.domain
    self.init(
      url: "https://\(service.hostPrefix)\(hasFIPSHost ? "-fips" : "").\(region).\(domain)", signingRegion: region)
  }

  private init(url: String, signingRegion: String) {
    self.url = url
    self.signingRegion = signingRegion
  }

  /// The address of `service` in `region`, the one the user configured if there is one.
  ///
  /// The order is the SDKs': the service's variable, the general variable, the profile's `services` section, the
  /// profile's `endpoint_url`.
  init(_ service: AWSService, region: String, configuration: AWSConfiguration) throws(AWSError) {
    self.init(
      service, region: region, usesFIPS: configuration.flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
      usesDualStack: configuration.flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"))
    let ignores = configuration.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")
    guard !ignores, let configured = try configuration.endpointURL(of: service) else { return }
    var trimmed = Substring(configured)
    while trimmed.hasSuffix("/") { trimmed.removeLast() }
    url = String(trimmed)
  }
}
