// Go's quotes around text that goes into messages.

internal import GoTemplate

/// The text in double quotes with Go's escapes, for messages.
func quoted(_ text: [UInt8]) -> String { String(decoding: GoQuote.quote(text), as: UTF8.self) }
