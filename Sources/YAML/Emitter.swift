// Writing YAML through libyaml, in the style of `kubectl get -o yaml`.

public import Basics
internal import CLibYAML

extension YAML {
  /// How a value is written.
  public struct TextStyle: Sendable {
    /// The column after which long plain and quoted strings are folded; nil never folds.
    public var width: Int?
    /// Whether members are written in the order of their names, as Go's maps are.
    public var sortsKeys: Bool
    /// Whether `<<` is put in quotes, so that no reader takes it for a merge.
    public var quotesMergeKey: Bool

    /// A style.
    public init(width: Int? = nil, sortsKeys: Bool = false, quotesMergeKey: Bool = true) {
      self.width = width
      self.sortsKeys = sortsKeys
      self.quotesMergeKey = quotesMergeKey
    }

    /// Members in their own order, nothing folded: for manifests people read.
    public static let manifest = TextStyle()
    /// What `sigs.k8s.io/yaml` marshals: it folds long strings.
    public static let go = TextStyle(width: 80, sortsKeys: true, quotesMergeKey: false)
  }

  /// The value as one YAML document in block style, with a line break at its end.
  ///
  /// Reading it back gives the same value. Strings are plain where they stay strings, quoted where they would turn into
  /// something else (`"yes"`, `"1"`), and literal blocks where they have several lines.
  public static func text(_ value: JSON, style: TextStyle = .manifest) -> String {
    String(decoding: Emitter(style: style).bytes(value), as: UTF8.self)
  }
}

/// libyaml's emitter, writing into memory.
private final class Emitter {
  private let style: YAML.TextStyle
  private let emitter = UnsafeMutablePointer<yaml_emitter_t>.allocate(capacity: 1)
  private var output: [UInt8] = []

  init(style: YAML.TextStyle) {
    self.style = style
    yaml_emitter_initialize(emitter)
    yaml_emitter_set_unicode(emitter, 1)
    yaml_emitter_set_width(emitter, Int32(clamping: style.width ?? -1))
  }

  deinit {
    yaml_emitter_delete(emitter)
    emitter.deallocate()
  }

  func bytes(_ value: JSON) -> [UInt8] {
    yaml_emitter_set_output(
      emitter,
      { target, buffer, size in
        guard let target, let buffer else { return 0 }
        Unmanaged<Emitter>.fromOpaque(target).takeUnretainedValue().output += UnsafeBufferPointer(
          start: buffer, count: size)
        return 1
      }, Unmanaged.passUnretained(self).toOpaque())
    emit { yaml_stream_start_event_initialize($0, YAML_UTF8_ENCODING) }
    emit { yaml_document_start_event_initialize($0, nil, nil, nil, 1) }
    write(value)
    emit { yaml_document_end_event_initialize($0, 1) }
    // libyaml would close a text that ends in empty lines with `...`; go-yaml doesn't, and one document needs no end.
    emitter.pointee.open_ended = 0
    emit { yaml_stream_end_event_initialize($0) }
    yaml_emitter_flush(emitter)
    return output
  }

  private func write(_ value: JSON) {
    switch value.value {
    case .null: scalar("null", YAML_PLAIN_SCALAR_STYLE)
    case .bool(let bool): scalar(bool ? "true" : "false", YAML_PLAIN_SCALAR_STYLE)
    case .number(let text): scalar(text, YAML_PLAIN_SCALAR_STYLE)
    case .string(let text): string(text)
    case .array(let elements):
      let layout = elements.isEmpty ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE
      emit { yaml_sequence_start_event_initialize($0, nil, nil, 1, layout) }
      elements.forEach(write)
      emit { yaml_sequence_end_event_initialize($0) }
    case .object(let members):
      let layout = members.isEmpty ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE
      emit { yaml_mapping_start_event_initialize($0, nil, nil, 1, layout) }
      for member in ordered(members) {
        string(member.key)
        write(member.value)
      }
      emit { yaml_mapping_end_event_initialize($0) }
    }
  }

  private func ordered(_ members: JSON.Members) -> [JSON.Members.Member] {
    style.sortsKeys ? members.sorted { NaturalOrder.precedes($0.key, $1.key) } : Array(members)
  }

  private func string(_ text: String) {
    // A text with line breaks is a block; libyaml falls back to quotes where a block can't hold it.
    if text.utf8.contains(0x0A) { return scalar(text, YAML_LITERAL_SCALAR_STYLE) }
    let staysString =
      Scalar.meaning(of: text) == .string(text) && YAMLTimestamp(text) == nil
      && (text != "<<" || !style.quotesMergeKey) && !Self.isBase60(text)
    scalar(text, staysString ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE)
  }

  /// Whether other YAML 1.1 readers take the text for a base 60 number: `1:30`.
  private static func isBase60(_ text: String) -> Bool {
    let body = text.utf8.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
    guard let first = body.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= first, body.contains(UInt8(ascii: ":"))
    else { return false }
    return body.allSatisfy {
      UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "_")
        || $0 == UInt8(ascii: ".")
    }
  }

  private func scalar(_ text: String, _ style: yaml_scalar_style_t) {
    let isQuoted = style == YAML_DOUBLE_QUOTED_SCALAR_STYLE || style == YAML_LITERAL_SCALAR_STYLE
    var bytes = Array(text.utf8)
    emit { event in
      yaml_scalar_event_initialize(
        event, nil, nil, &bytes, Int32(clamping: bytes.count), isQuoted ? 0 : 1, 1, style)
    }
  }

  private func emit(_ initialize: (UnsafeMutablePointer<yaml_event_t>) -> Int32) {
    var event = yaml_event_t()
    // Both fail only when memory runs out; what is missing then is missed by whoever reads the text back.
    guard initialize(&event) == 1 else { return }
    yaml_emitter_emit(emitter, &event)
  }
}
