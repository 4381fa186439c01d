// One event of libyaml, copied out of its memory.

internal import Basics
internal import CLibYAML

/// An event of libyaml's parser.
struct Event {
  enum Kind: Equatable {
    case streamEnd
    case documentStart
    case documentEnd
    case alias(String)
    case scalar(Scalar)
    case sequenceStart
    case sequenceEnd
    case mappingStart
    case mappingEnd
    case other
  }

  var kind: Kind
  var range: SourceRange
  var anchor: String?

  init(_ event: yaml_event_t, mark: (yaml_mark_t) -> SourceMark) {
    range = SourceRange(start: mark(event.start_mark), end: mark(event.end_mark))
    switch event.type {
    case YAML_STREAM_END_EVENT: kind = .streamEnd
    case YAML_DOCUMENT_START_EVENT: kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
    case YAML_ALIAS_EVENT: kind = .alias(Event.text(event.data.alias.anchor) ?? "")
    case YAML_SEQUENCE_START_EVENT:
      kind = .sequenceStart
      anchor = Event.text(event.data.sequence_start.anchor)
    case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      kind = .mappingStart
      anchor = Event.text(event.data.mapping_start.anchor)
    case YAML_MAPPING_END_EVENT: kind = .mappingEnd
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      anchor = Event.text(scalar.anchor)
      kind = .scalar(
        Scalar(
          text: String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self),
          isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE, tag: Event.text(scalar.tag)))
    default: kind = .other
    }
  }

  private static func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}
