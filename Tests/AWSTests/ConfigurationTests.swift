import Basics
import Foundation
import Synchronization
import System
import Testing

@testable import AWS

@Suite("The AWS configuration files")
struct ConfigurationTests {
  private func file(_ text: String) throws -> ConfigurationFile {
    try ConfigurationFile(Array(text.utf8), path: "config")
  }

  /// What botocore reads in a file, from `configurations.py`, or what we do: text, or settings within settings.
  private func members(_ sections: [String: ConfigurationFile.Section]) -> [String: [String: [String: String]]] {
    sections.mapValues { section in
      section.settings.mapValues { $0.nested.isEmpty ? ["": $0.value] : $0.nested }
    }
  }

  private func members(_ json: JSON?) -> [String: [String: [String: String]]] {
    var sections: [String: [String: [String: String]]] = [:]
    for section in json?.object ?? [:] {
      var settings: [String: [String: String]] = [:]
      for setting in section.value.object ?? [:] {
        var nested = setting.value.string.map { ["": $0] } ?? [:]
        for inner in setting.value.object ?? [:] { nested[inner.key] = inner.value.string }
        settings[setting.key] = nested
      }
      sections[section.key] = settings
    }
    return sections
  }

  @Test("every file is read, or refused, as botocore reads it")
  func format() throws {
    var disagreements: [String] = []
    let path = ProcessInfo.processInfo.environment["EXTSECRET_CONFIGURATIONS"]
    let lines = try path.map { try String(contentsOfFile: $0, encoding: .utf8).split(separator: "\n").map(String.init) }
    for line in try lines ?? golden("configurations.jsonl") {
      let json = try JSON.parse(line)
      let found = json["found"]
      let file = try? self.file(json["text"]?.string ?? "")
      let isSame =
        file.map { file in
          let raw = Dictionary(uniqueKeysWithValues: file.sections.map { ($0.header, $0) })
          return members(file.profiles) == members(found?["profiles"]) && members(raw) == members(found?["sections"])
            && ["sso-session", "services"].allSatisfy { kind in
              members(file.sections(ofKind: kind)) == members(found?[kind])
            }
        } ?? true
      if !isSame || (file == nil) != (found?.isNull ?? true) { disagreements.append(line) }
    }
    #expect(disagreements.isEmpty, "\(disagreements.count): \(disagreements.prefix(5))")
  }

  @Test("a byte order mark is no part of anything, though the AWS CLI refuses it")
  func byteOrderMark() throws {
    #expect(try file("\u{FEFF}[default]\r\nregion = x\r\n").profiles["default"]?.settings["region"]?.value == "x")
  }

  @Test("words are split as a shell splits them")
  func words() {
    #expect(ShellWords.split(#"a 'b c' "d \" e" f\ g "" "\x""#) == ["a", "b c", "d \" e", "f g", "", "\\x"])
    #expect(ShellWords.split("a 'b") == nil && ShellWords.split("a\\") == nil)
  }

  private func configuration(
    _ variables: [String: String] = [:], config: String? = nil, credentials: String? = nil, profile: String? = nil,
    region: String? = nil, files: [String: String] = [:]
  ) throws -> AWSConfiguration {
    let environment = TestWorld().environment(
      .init(variables), config: config, credentials: credentials, files: files)
    return try AWSConfiguration(environment, profile: profile, region: region)
  }

  @Test("the region comes from the flag, then AWS_REGION, then AWS_DEFAULT_REGION, then the profile")
  func region() throws {
    let config = "[default]\nregion = file\n[profile dev]\nregion = dev"
    let variables = ["AWS_REGION": "one", "AWS_DEFAULT_REGION": "two"]
    #expect(try configuration(variables, config: config, region: "flag").defaultRegion == "flag")
    #expect(try configuration(variables, config: config).defaultRegion == "one")
    #expect(try configuration(["AWS_DEFAULT_REGION": "two", "AWS_REGION": ""], config: config).defaultRegion == "two")
    #expect(try configuration(config: config).defaultRegion == "file")
    #expect(try configuration(["AWS_PROFILE": "dev"], config: config).defaultRegion == "dev")
    #expect(try configuration().defaultRegion == nil)
  }

  @Test("the files are where the variables say, ~ included, and only a missing one is no mistake")
  func files() throws {
    let files = ["/home/me/a": "[default]\nregion = here"]
    #expect(try configuration(["AWS_CONFIG_FILE": "~/a"], files: files).defaultRegion == "here")
    let error = #expect(throws: AWSError.self) { try configuration(config: "<unreadable>") }
    #expect(error?.description.contains("Permission denied") == true)
    let malformed = #expect(throws: AWSError.self) { try configuration(config: "x") }
    #expect(malformed?.description.hasPrefix("/home/me/.aws/config:1:1: ") == true)
  }

  @Test("a profile that is nowhere is an error that names its likes")
  func missingProfile() throws {
    let config = "[profile staging]\nregion = x\n[default]\nregion = x"
    let error = #expect(throws: AWSError.self) { try configuration(["AWS_PROFILE": "stagin"], config: config) }
    #expect(error?.description.contains("the profile stagin that AWS_PROFILE names") == true)
    #expect(error?.hint == "did you mean staging?")
    #expect(throws: AWSError.self) { try configuration(config: config, profile: "nope") }
    let older = #expect(throws: AWSError.self) { try configuration(["AWS_DEFAULT_PROFILE": "nope"], config: config) }
    #expect(older?.description.contains("the profile nope that AWS_DEFAULT_PROFILE names") == true)
    #expect(try configuration().profileName == "default")
  }

  @Test("addresses come from variables before the profile, the service's before the general one")
  func endpoints() throws {
    let config = """
      [default]
      endpoint_url = http://profile/
      services = s
      [services s]
      ssm =
        endpoint_url = http://section
      """
    func url(_ service: AWSService, _ variables: [String: String] = [:]) throws -> String {
      try Endpoint(service, region: "eu-west-1", configuration: try configuration(variables, config: config)).url
    }
    #expect(try url(.parameterStore) == "http://section")
    #expect(try url(.sts) == "http://profile")
    let general = ["AWS_ENDPOINT_URL": "http://general"]
    #expect(try url(.parameterStore, general) == "http://general")
    let own = general.merging(["AWS_ENDPOINT_URL_SSM": "http://ssm", "AWS_ENDPOINT_URL_SECRETS_MANAGER": "http://sm"]) {
      $1
    }
    #expect(try url(.parameterStore, own) == "http://ssm" && url(.secretsManager, own) == "http://sm")
    #expect(try url(.sts, own) == "http://general")
    let ignoring = own.merging(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"]) { $1 }
    #expect(try url(.parameterStore, ignoring) == "https://ssm.eu-west-1.amazonaws.com")
    let modes = ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "AWS_USE_FIPS_ENDPOINT": "true"]
    #expect(try url(.parameterStore, modes) == "https://ssm-fips.eu-west-1.amazonaws.com")
  }

  @Test("variables in the paths of files are replaced, those that aren't set and another's home directory not")
  func paths() throws {
    let files = Dictionary(
      uniqueKeysWithValues: ["/home/me/x/a", "/x/$none/${none}b", "/x$/b${", "~you/a"].map {
        ($0, "[default]\nregion = r\n")
      })
    for path in ["$HOME/$dir/a", "~/${dir}/a", "/$dir/$none/${none}b", "/x$/b${", "~you/a"] {
      let variables = ["AWS_CONFIG_FILE": path, "dir": "x"]
      #expect(try configuration(variables, files: files).defaultRegion == "r", "\(path)")
    }
    let credentials = ["AWS_SHARED_CREDENTIALS_FILE": "$HOME/x/a"]
    #expect(try configuration(credentials, files: files).defaultRegion == "r")
  }

  @Test("the certificates of REQUESTS_CA_BUNDLE count after all others")
  func certificates() throws {
    let files = ["/own": "own", "/profile": "profile", "/other": "other"]
    func authority(_ variables: [String: String], _ settings: String = "") throws -> String? {
      try configuration(variables, config: "[default]\n" + settings, files: files).certificateAuthority.map {
        String(decoding: $0, as: UTF8.self)
      }
    }
    let other = ["REQUESTS_CA_BUNDLE": "/other"]
    #expect(try authority(other) == "other" && authority(other, "ca_bundle = /profile") == "profile")
    #expect(try authority(["REQUESTS_CA_BUNDLE": "/other", "AWS_CA_BUNDLE": "/own"]) == "own")
  }

  @Test("services that are nowhere are an error where no variable has an address")
  func missingServices() throws {
    func url(_ variables: [String: String], _ config: String = "[default]\nservices = s") throws -> String {
      try Endpoint(.sts, region: "eu-west-1", configuration: try configuration(variables, config: config)).url
    }
    for section in ["", "\n[services s]", "\n[services t]\nsts =\n endpoint_url = u"] {
      let error = #expect(throws: AWSError.self) { try url([:], "[default]\nservices = s" + section) }
      #expect(error?.description == "/home/me/.aws/config:2: there is no section [services s] with settings")
    }
    #expect(try url(["AWS_ENDPOINT_URL": "http://u"]) == "http://u")
    #expect(try url(["AWS_ENDPOINT_URL_STS": "http://u"]) == "http://u")
    #expect(try url(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"]) == "https://sts.eu-west-1.amazonaws.com")
    #expect(throws: AWSError.self) { try url(["AWS_ENDPOINT_URL_SSM": "http://u"]) }
  }

  @Test("AWS_PROFILE counts before AWS_DEFAULT_PROFILE, as in version 2 of the CLI")
  func profileVariables() throws {
    let config = "[profile one]\nregion = first\n[profile two]\nregion = second"
    let both = ["AWS_DEFAULT_PROFILE": "one", "AWS_PROFILE": "two"]
    #expect(try configuration(both, config: config).defaultRegion == "second")
    #expect(try configuration(both, config: config, profile: "one").defaultRegion == "first")
    #expect(try configuration(["AWS_DEFAULT_PROFILE": "one"], config: config).defaultRegion == "first")
  }

  @Test("attempts and the retry mode come from the variables, then the profile")
  func attempts() throws {
    #expect(try RetryPolicy(configuration(["AWS_MAX_ATTEMPTS": "5"])).attempts == 5)
    #expect(try RetryPolicy(configuration()).attempts == 3)
    #expect(try RetryPolicy(configuration(config: "[default]\nmax_attempts = 4")).attempts == 4)
  }

  @Test(
    "a setting that makes no sense is an error that says where it stands",
    arguments: [
      (["AWS_MAX_ATTEMPTS": "many"], "", "AWS_MAX_ATTEMPTS must be a number from 1 to 100"),
      (["AWS_MAX_ATTEMPTS": "0"], "", "AWS_MAX_ATTEMPTS must be a number from 1 to 100"),
      ([:], "max_attempts = 101", "max_attempts (/home/me/.aws/config:2) must be a number from 1 to 100"),
      (["AWS_RETRY_MODE": "fast"], "", "AWS_RETRY_MODE must be legacy, standard or adaptive"),
      ([:], "retry_mode = fast", "retry_mode (/home/me/.aws/config:2) must be legacy, standard or adaptive"),
      (["REQUESTS_CA_BUNDLE": "/none"], "", "REQUESTS_CA_BUNDLE must be a file of certificates: /none: no such file"),
      (["AWS_CA_BUNDLE": "/none"], "", "AWS_CA_BUNDLE must be a file of certificates: /none: no such file"),
      ([:], "ca_bundle = /none", "ca_bundle (/home/me/.aws/config:2) must be a file of certificates: /none: no such"),
    ])
  func mistakes(variables: [String: String], settings: String, message: String) {
    let error = #expect(throws: AWSError.self) {
      try RetryPolicy(configuration(variables, config: "[default]\n" + settings))
    }
    #expect(error?.description.contains(message) == true, "\(String(describing: error))")
  }
}

@Suite("XML as STS writes it")
struct XMLElementTests {
  @Test("elements and text are read, entities included")
  func reads() {
    let text = """
      <?xml version="1.0"?><!-- c > --><a:Response xmlns="u"><Result><Key>x&amp;y&#x41;&#66;</Key><Empty/></Result>\
      </a:Response>
      """
    let element = XMLElement(Array(text.utf8))
    #expect(element?.name == "Response")
    #expect(element?.first("Result", "Key")?.text == "x&yAB")
    #expect(element?.first("Result", "Empty")?.text == "")
    #expect(element?.first("Result", "None") == nil)
  }

  @Test(
    "what is not such a document is refused",
    arguments: [
      "", "text", "<a>", "<a></b>", "</a>", "<a/><b/>", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<a>&x;</a>",
      "<a>&amp</a>", "<>x</>", "<a", "<!-- <a/>", "<a>&#xD800;</a>", "<",
    ])
  func refuses(text: String) {
    #expect(XMLElement(Array(text.utf8)) == nil)
  }

  @Test("nesting without end is refused")
  func depth() {
    let text = String(repeating: "<a>", count: 100_000) + String(repeating: "</a>", count: 100_000)
    #expect(XMLElement(Array(text.utf8)) == nil)
  }
}
