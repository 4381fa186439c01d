// The services that are asked, and what their addresses and requests are made of.

/// A service of AWS.
public enum AWSService: String, Sendable, Hashable, CaseIterable {
  /// Secrets Manager.
  case secretsManager = "SecretsManager"
  /// Systems Manager, for its Parameter Store.
  case parameterStore = "SSM"
  /// The Security Token Service.
  case sts = "STS"
  /// The portal of IAM Identity Center.
  case sso = "SSO"
  /// The OpenID Connect service of IAM Identity Center.
  case ssoOIDC = "SSOOIDC"
  /// The sign-in of AWS' console, for `aws login`.
  case signIn = "Signin"

  /// The first part of the host's name.
  var hostPrefix: String {
    switch self {
    case .secretsManager: "secretsmanager"
    case .parameterStore: "ssm"
    case .sts: "sts"
    case .sso: "portal.sso"
    case .ssoOIDC: "oidc"
    case .signIn: "signin"
    }
  }

  /// The service's name in signatures and in IAM actions.
  var signingName: String {
    switch self {
    case .secretsManager: "secretsmanager"
    case .parameterStore: "ssm"
    case .sts: "sts"
    case .sso: "awsssoportal"
    case .ssoOIDC: "sso-oauth"
    case .signIn: "signin"
    }
  }

  /// What stands before the operation in `X-Amz-Target`.
  var targetPrefix: String { self == .parameterStore ? "AmazonSSM" : "secretsmanager" }

  /// The service's name in the configuration file's `services` section and, in capitals, in `AWS_ENDPOINT_URL_…`.
  var configurationName: String {
    switch self {
    case .secretsManager: "secrets_manager"
    case .parameterStore: "ssm"
    case .sts: "sts"
    case .sso: "sso"
    case .ssoOIDC: "sso_oidc"
    case .signIn: "signin"
    }
  }

  /// The name people use.
  public var title: String {
    switch self {
    case .secretsManager: "Secrets Manager"
    case .parameterStore: "Parameter Store"
    case .sts: "STS"
    case .sso, .ssoOIDC: "IAM Identity Center"
    case .signIn: "AWS sign-in"
    }
  }
}
