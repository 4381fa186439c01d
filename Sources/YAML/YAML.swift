// Reading YAML as the API server's clients read it: the stream is cut into documents, and a broken one hides no other.

public import Basics

/// Reads and writes YAML.
public enum YAML {
  /// How much a stream may hold before reading stops with an error.
  public struct Limits: Sendable {
    /// The deepest nesting of collections.
    public var depth: Int
    /// The number of nodes aliases may multiply a document to.
    public var expandedNodes: Int
    /// The size of the stream in bytes.
    public var bytes: Int

    /// Limits of the given sizes.
    public init(depth: Int, expandedNodes: Int, bytes: Int) {
      self.depth = depth
      self.expandedNodes = expandedNodes
      self.bytes = bytes
    }

    /// Far more than manifests need, far less than does harm: 200 levels, a million nodes, 256 MiB.
    public static let standard = Limits(depth: 200, expandedNodes: 1_000_000, bytes: 256 << 20)
  }

  /// Reads a stream of YAML or JSON documents.
  ///
  /// Scalars mean what they mean to `sigs.k8s.io/yaml` (YAML 1.1: `yes`, `0o17`, `1_000`), keys become strings, of
  /// duplicate keys the last counts, dates stay the text they are. After a broken document reading goes on at the next
  /// `---` line.
  ///
  /// - Parameters:
  ///   - bytes: The stream, UTF-8.
  ///   - file: The name that errors carry.
  ///   - limits: Where reading stops.
  /// - Returns: The documents in order; those without any content are left out.
  public static func documents(_ bytes: [UInt8], file: String? = nil, limits: Limits = .standard) -> [Document] {
    guard bytes.count <= limits.bytes else {
      let error = LocatedError(
        "the input is larger than \(limits.bytes >> 20) MiB", file: file, hint: "give fewer or smaller files")
      return [Document(content: .failure(error), lines: 1..<2)]
    }
    if let values = wholeJSON(bytes) {
      return values.map { json in
        let end = Int(json.range?.end.line ?? 1)
        return Document(content: .success(json), lines: min(Int(json.range?.start.line ?? 1), end)..<end + 1)
      }
    }
    let text = SourceText(bytes)
    var documents: [Document] = []
    var start = text.lineStarts[0]
    while start < bytes.count {
      let reader = StreamReader(text: text, from: start, file: file, limits: limits)
      documents += reader.documents()
      guard let failure = reader.failureOffset, let next = text.documentStart(after: failure) else { break }
      start = next
    }
    return documents
  }

  /// The first document of a stream, empty ones included, as Go's `yaml.Unmarshal` reads it; null if there is none.
  ///
  /// - Parameters:
  ///   - bytes: The stream, UTF-8.
  ///   - limits: Where reading stops.
  /// - Returns: The document's value.
  /// - Throws: ``LocatedError`` where the document is broken.
  public static func firstDocument(_ bytes: [UInt8], limits: Limits = .standard) throws(LocatedError) -> JSON {
    guard bytes.count <= limits.bytes else { throw LocatedError("the input is larger than \(limits.bytes >> 20) MiB") }
    let text = SourceText(bytes)
    return try StreamReader(text: text, from: text.lineStarts[0], file: nil, limits: limits).firstDocument().get()
  }

  /// The stream as JSON, if it is that throughout, as kubectl reads it: libyaml stumbles over surrogate pairs and long
  /// keys of JSON, and over objects that follow each other.
  private static func wholeJSON(_ bytes: [UInt8]) -> [JSON]? {
    let first = bytes.first { $0 > 0x20 }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return nil }
    return try? JSON.parseSequence(bytes)
  }
}
