// The first words of a report, for lists: taken from its bytes, at most 120 bytes.
import TellbackWire

enum ReportTitle {
  /// Ends the reading once the text is there: it stands near the start, and the rest is most of the report.
  private struct Found: Error {}

  static func make(from body: [UInt8]) -> String {
    var title = ""
    // A body that does not parse was written by something else; it has no title and is still sent.
    try? JSONReader.read(body) { reader in
      try reader.object("report") { reader, key in
        guard key == "text" else { return try reader.skipValue() }
        title = try reader.string("text", limit: WireLimits.text)
        throw Found()
      }
    }
    let line = title.split(whereSeparator: \.isNewline).first { $0.contains { !$0.isWhitespace } }
    return String(line ?? "").cut(toBytes: 120)
  }
}
