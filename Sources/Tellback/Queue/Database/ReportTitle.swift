// The title of a report in lists: its first line, read from the encoded report, at most 120 bytes.
import TellbackWire

enum ReportTitle {
  /// The longest title, in bytes.
  static let limit = 120

  /// Thrown to stop reading once the text is found: the rest of the report need not be read.
  private struct Found: Error {}

  static func make(from body: [UInt8]) -> String {
    var title = ""
    // A body that does not parse has no title; it is sent all the same.
    try? JSONReader.read(body) { reader in
      try reader.object("report") { reader, key in
        guard key == "text" else { return try reader.skipValue() }
        title = try reader.string("text", limit: WireLimits.text)
        throw Found()
      }
    }
    return firstLine(of: title)
  }

  /// The first line that is not blank.
  static func firstLine(of text: String) -> String {
    guard let telling = text.firstIndex(where: { !$0.isWhitespace }) else { return "" }
    let start = text[..<telling].lastIndex(where: \.isNewline).map(text.index(after:)) ?? text.startIndex
    // By scalars, which are many times faster than characters.
    let end = text.unicodeScalars[telling...].firstIndex(where: isNewline) ?? text.endIndex
    return String(text[start..<end]).cut(toBytes: limit)
  }

  private static func isNewline(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }
}
