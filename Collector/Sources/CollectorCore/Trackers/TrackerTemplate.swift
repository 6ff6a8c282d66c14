// What an issue says, made of a ticket by an admin's template. Invariant: names and contacts of reporters have no field, and addresses
// of mail and long numbers in what people wrote are masked.
import TellbackWire

public enum TrackerTemplate {
  public static let standardTitle = "{title}"
  public static let standardBody = """
    {link}

    - Ticket: {number}, {kind}, {severity}
    - Reports: {reports}, people: {people}
    - Component: {component}
    - Page: {page}
    - Versions: {versions}
    """

  /// What can stand in braces.
  public enum Field: String, Sendable, CaseIterable {
    case title, number, app, kind, severity, component, page, versions, reports, people, link
    /// The words of the first report. Nothing else lets them out.
    case text
  }

  /// The first word in braces that is no field; nil where all are known.
  public static func unknownField(in template: String) -> String? {
    var unknown: String?
    _ = fill(template) { name in
      if Field(rawValue: name) == nil, unknown == nil { unknown = name }
      return ""
    }
    return unknown
  }

  /// `board` is its public address without a slash at its end.
  public static func fill(_ template: String, with ticket: Ticket, board: String?, _ reads: any StoreReads) throws
    -> String
  {
    let versions = try reads.versions(ofTicket: ticket.number).prefix(10).map(\.version)
    let words = template.contains("{text}") ? try firstWords(of: ticket.number, reads) : ""
    let appName = try reads.app(ticket.app)?.name ?? ""
    return fill(template) { name in
      switch Field(rawValue: name) {
      case .title: PersonalData.masked(ticket.title)
      case .number: String(ticket.number)
      case .app: appName
      case .kind: ticket.kind.rawValue
      case .severity: "\(ticket.severity)"
      case .component: ticket.component ?? "-"
      case .page: ticket.page.map { PersonalData.masked($0) } ?? "-"
      case .versions: versions.isEmpty ? "-" : versions.joined(separator: ", ")
      case .reports: String(ticket.reportCount)
      case .people: String(ticket.reporterCount)
      case .link: board.map { "\($0)/tickets/\(ticket.number)" } ?? "Tellback, ticket \(ticket.number)"
      case .text: words
      case nil: "{\(name)}"
      }
    }
  }

  private static func firstWords(of number: Int64, _ reads: any StoreReads) throws -> String {
    let events = try reads.events(ofTicket: number, after: 0, limit: 1)
    guard let id = events.first?.report, let report = try reads.report(id) else { return "" }
    return PersonalData.masked((try? Report(decoding: report.body).text) ?? "")
  }

  private static func fill(_ template: String, _ value: (String) -> String) -> String {
    var (result, rest) = ("", template[...])
    while let start = rest.firstIndex(of: "{") {
      result += rest[..<start]
      let inner = rest[rest.index(after: start)...]
      let name = inner.prefix { $0.isASCII && $0.isLetter }
      guard !name.isEmpty, name.endIndex < inner.endIndex, inner[name.endIndex] == "}" else {
        result += "{"
        rest = inner
        continue
      }
      result += value(String(name))
      rest = inner[inner.index(after: name.endIndex)...]
    }
    return result + rest
  }
}

/// Masks what tells who somebody is, in texts that leave this house.
public enum PersonalData {
  /// Digits from which on a number is masked: of telephones, cards and accounts.
  static let digits = 7

  /// Addresses of mail become `[mail]`, and numbers of ``digits`` digits or more `[number]`, with blanks, dots, hyphens, slashes and
  /// brackets between them. Linear in the text.
  public static func masked(_ text: String) -> String {
    maskedNumbers(maskedMail(text))
  }

  private static func maskedMail(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
    let bounds: Set<Character> = ["<", ">", "(", ")", "[", "]", ",", ";", "\"", "“", "”", "„", "'", "|"]
    func isBound(_ character: Character) -> Bool { character.isWhitespace || bounds.contains(character) }
    var (result, word) = ("", "")
    func flush() {
      let at = word.firstIndex(of: "@")
      let isMail = at.map { $0 > word.startIndex && word.index(after: $0) < word.endIndex } ?? false
      result += isMail ? "[mail]" : word
      word = ""
    }
    for character in text {
      guard isBound(character) else {
        word.append(character)
        continue
      }
      flush()
      result.append(character)
    }
    flush()
    return result
  }

  private static func maskedNumbers(_ text: String) -> String {
    let inner: Set<Character> = [" ", ".", "-", "/", "(", ")", "\u{A0}"]
    var (result, run, count) = ("", "", 0)
    func flush() {
      guard count >= digits else {
        result += run
        (run, count) = ("", 0)
        return
      }
      // What only separates stays outside.
      let tail = run.reversed().prefix { inner.contains($0) }
      result += "[number]" + String(tail.reversed())
      (run, count) = ("", 0)
    }
    for character in text {
      if character.isASCII, character.isNumber {
        run.append(character)
        count += 1
      } else if character == "+", run.isEmpty {
        run.append(character)
      } else if !run.isEmpty, inner.contains(character) {
        run.append(character)
      } else {
        flush()
        result.append(character)
      }
    }
    flush()
    return result
  }
}
