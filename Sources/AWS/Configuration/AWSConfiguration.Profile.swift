// A profile: what the two files have under one name.

extension AWSConfiguration {
  /// A profile, put together from the two files.
  struct Profile: Sendable, Hashable {
    let name: String
    /// What the configuration file has.
    var configuration = Settings()
    /// What the credentials file has, which counts where both have a setting.
    var credentials = Settings()

    /// A setting that is there and not empty.
    subscript(name: String) -> String? {
      let text = credentials.values[name] ?? configuration.values[name]
      return text.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// `file:line` of a setting.
    func place(of name: String) -> String? { credentials.place(of: name) ?? configuration.place(of: name) }

    /// The profiles of both files, by name.
    static func all(configuration: ConfigurationFile, credentials: ConfigurationFile) -> [String: Profile] {
      var profiles: [String: Profile] = [:]
      for (name, section) in configuration.profiles {
        profiles[name] = Profile(
          name: name, configuration: Settings(file: configuration.path, values: section.settings))
      }
      // Here a header is the name as it stands, spaces, quotes and all.
      for section in credentials.sections {
        let settings = Settings(file: credentials.path, values: section.settings)
        profiles[section.header, default: Profile(name: section.header)].credentials = settings
      }
      return profiles
    }
  }

  /// The settings that one file has for a profile.
  struct Settings: Sendable, Hashable {
    /// The file's path.
    var file = ""
    /// The settings by name.
    var values: [String: ConfigurationFile.Setting] = [:]

    /// A setting of this file that is there and not empty.
    subscript(name: String) -> String? { values[name].flatMap { $0.value.isEmpty ? nil : $0.value } }

    /// `file:line` of a setting.
    func place(of name: String) -> String? { values[name].map { "\(file):\($0.line)" } }
  }
}
