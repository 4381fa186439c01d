// Which of the ways a kubeconfig user names is the one that counts.

import Basics

extension Authentication {
  /// The way a user proves who they are.
  ///
  /// A token, a password or a certificate makes an exec plugin unnecessary, as in client-go.
  init(_ user: Kubeconfig.User, named name: String, hasCertificate: Bool) throws(KubeconfigError) {
    let hasToken = user.token != nil || user.tokenFile != nil
    let hasPassword = user.username != nil || user.password != nil
    if hasToken, hasPassword {
      throw .unusable(
        .user, name: name, problem: "it has both a token and a password, and only one can be used",
        hint: "remove one of them")
    }
    if user.exec != nil, user.authProvider != nil {
      throw .unusable(
        .user, name: name, problem: "it has both an exec plugin and an auth-provider", hint: "remove the auth-provider")
    }
    if let path = user.tokenFile {
      self = .tokenFile(path, fallback: user.token)
    } else if let token = user.token {
      self = .token(token)
    } else if hasPassword {
      self = .basic(username: user.username ?? "", password: user.password ?? SecretBytes([]))
    } else if let plugin = user.exec {
      if let (problem, hint) = plugin.defect { throw .unusable(.user, name: name, problem: problem, hint: hint) }
      self = hasCertificate ? .none : .exec(plugin)
    } else if let provider = user.authProvider {
      self = try .init(provider, of: name)
    } else {
      self = .none
    }
  }

  /// What is left of `auth-provider`: the id-token that an `oidc` one holds.
  ///
  /// It is used while it lasts and never renewed here: providers replace the refresh token as they renew, and whoever
  /// renews without writing the new one back locks the user's kubectl out.
  private init(_ provider: Kubeconfig.AuthProvider, of name: String) throws(KubeconfigError) {
    let replacement: String? =
      switch provider.name {
      case "gcp": "gke-gcloud-auth-plugin (`gcloud container clusters get-credentials` sets it up)"
      case "azure": "kubelogin (`kubelogin convert-kubeconfig` sets it up)"
      default: nil
      }
    guard provider.name == "oidc" else {
      throw .unusable(
        .user, name: name, problem: "auth-provider \"\(provider.name)\" was removed from kubectl in 1.26",
        hint: "use an exec plugin instead" + (replacement.map { ": \($0)" } ?? ""))
    }
    guard let token = provider.settings["id-token"] else {
      throw .unusable(
        .user, name: name, problem: "auth-provider \"oidc\" holds no id-token yet",
        hint:
          "sign in again, or use an exec plugin such as kubelogin (`kubectl oidc-login`): auth-provider is deprecated")
    }
    self = .token(token)
  }
}
