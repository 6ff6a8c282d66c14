// What lists show of a report, read from its encoded form: the title, which is its first line of at most 120 bytes, and the user.
import TellbackWire

enum ReportTitle {
  /// The longest title, in bytes.
  static let limit = 120

  static func make(from body: [UInt8]) -> String { ReportHead(of: body).title }

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

/// The title and the user of an encoded report.
struct ReportHead {
  private(set) var title = ""
  private(set) var user: String?

  /// Thrown to stop reading once both are known: the rest of the report need not be read.
  private struct Found: Error {}

  init(of body: [UInt8]) {
    // A body that does not parse has neither; it is sent all the same.
    try? JSONReader.read(body) { reader in
      try reader.object("report") { reader, key in
        switch key {
        case "text": title = ReportTitle.firstLine(of: try reader.string("text", limit: WireLimits.text))
        case "user": user = try reader.optionalString("user", limit: WireLimits.user)
        case "id", "capturedAt", "kind", "page": try reader.skipValue()
        // The SDK writes the user before anything else.
        default: throw Found()
        }
      }
    }
  }
}
