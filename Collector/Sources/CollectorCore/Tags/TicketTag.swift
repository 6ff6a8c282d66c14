// A word that staff or a rule put on a ticket.

/// The limits of tags, and their one spelling.
public enum TicketTag {
  /// Bytes of a tag.
  public static let bytes = 50
  /// Tags of one ticket.
  public static let limit = 20
  /// Different tags of one app.
  public static let perApp = 1_000

  /// In lower case, with single blanks inside. Throws ``TagError`` for what can be none.
  public static func checked(_ text: String) throws -> String {
    let tag = text.lowercased().singleSpaced
    guard !tag.isEmpty else { throw TagError.empty }
    guard tag.utf8.count <= bytes else { throw TagError.tooLong(tag, bytes: tag.utf8.count) }
    // A comma parts tags where several are typed.
    guard !tag.contains(","), !tag.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      throw TagError.notAllowed(tag)
    }
    return tag
  }

  /// Each once, in their order.
  public static func checked(_ texts: [String]) throws -> [String] {
    var seen: Set<[UInt8]> = []
    return try texts.map(checked).filter { seen.insert(Array($0.utf8)).inserted }
  }
}

/// Why a tag was refused.
public enum TagError: Error, Sendable, Equatable, CustomStringConvertible {
  case empty
  case tooLong(String, bytes: Int)
  case notAllowed(String)
  case tooMany(Int64)
  case tooManyInApp

  public var description: String {
    switch self {
    case .empty: "Write a tag first."
    case .tooLong(let tag, let bytes):
      "The tag \"\(tag.prefix(20))…\" has \(bytes) bytes; the limit is \(TicketTag.bytes) bytes."
    case .notAllowed(let tag): "The tag \"\(tag.prefix(20))\" holds a comma or a control character."
    case .tooMany(let number):
      "Ticket \(number) would have more than \(TicketTag.limit) tags, which is the limit. Remove one first."
    case .tooManyInApp:
      "The app has \(TicketTag.perApp) different tags already, which is the limit. Use one of them."
    }
  }
}
