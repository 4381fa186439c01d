// The separate worlds AWS is divided into, as botocore's partitions.json has them.

/// A partition: a group of regions with a domain of its own.
public struct Partition: Sendable, Hashable {
  /// The partition's name, as ARNs have it.
  public let name: String
  /// The domain of its services.
  let domain: String
  /// The domain of its services that also answer by IPv6.
  let dualStackDomain: String
  /// The domain of the sign-in to its console.
  let signInDomain: String
  /// What the names of its regions begin with.
  private let regionPrefixes: [String]

  private static let all = [
    Partition("aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn", "amazonaws.cn", ["cn-", "aws-cn-"]),
    Partition("aws-us-gov", "amazonaws.com", "api.aws", "amazonaws-us-gov.com", ["us-gov-", "aws-us-gov-"]),
    Partition("aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu", "amazonaws-eusc.eu", ["eusc-"]),
    Partition("aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud", "sc2shome.sgov.gov", ["us-isob-", "aws-iso-b-"]),
    Partition("aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk", "csphome.adc-e.uk", ["eu-isoe-", "aws-iso-e-"]),
    Partition("aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov", "csphome.hci.ic.gov", ["us-isof-", "aws-iso-f-"]),
    Partition("aws-iso", "c2s.ic.gov", "api.aws.ic.gov", "c2shome.ic.gov", ["us-iso-", "aws-iso-"]),
  ]
  private static let standard = Partition("aws", "amazonaws.com", "api.aws", "aws.amazon.com", [])

  private init(
    _ name: String, _ domain: String, _ dualStackDomain: String, _ signInDomain: String, _ regionPrefixes: [String]
  ) {
    self.name = name
    self.domain = domain
    self.dualStackDomain = dualStackDomain
    self.signInDomain = signInDomain
    self.regionPrefixes = regionPrefixes
  }

  /// The partition a region lies in; the standard one for names that none claims.
  public static func of(region: String) -> Partition {
    all.first { $0.regionPrefixes.contains(where: region.hasPrefix) } ?? standard
  }
}
