// A mail as it travels: headers and text by RFC 5322 and the MIME of RFC 2045 and RFC 2047. Invariants: every byte is ASCII; no value
// can end a header line, since what is not plain is encoded; no line is longer than 78 bytes but an address or an id; lines end with
// CR LF.
import CollectorCore
import TellbackWire

struct MailMessage: Sendable {
  /// The name and the address that mails come from.
  struct Sender: Sendable, Equatable {
    var name: String
    var address: String

    /// What stands after the @.
    var domain: String { String(address.drop { $0 != "@" }.dropFirst()) }
  }

  let mail: Mail
  let recipient: String
  let sender: Sender

  /// The same on each attempt.
  var id: String { "<\(mail.id).\(mail.token)@\(sender.domain)>" }

  func encoded() -> [UInt8] {
    var lines = [
      "Date: \(Self.date(mail.createdAt))", Self.header("From", "\(Self.words(sender.name)) <\(sender.address)>"),
      "To: <\(recipient)>", Self.header("Subject", Self.words(mail.subject)), "Message-ID: \(id)",
    ]
    // Mails about one ticket are one conversation for whoever reads them.
    if let ticket = mail.ticket { lines.append("References: <ticket.\(ticket)@\(sender.domain)>") }
    lines += [
      "Auto-Submitted: auto-generated", "List-Id: <tellback.\(sender.domain)>", "X-Auto-Response-Suppress: All",
      "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "",
    ]
    return Array((lines.joined(separator: "\r\n") + "\r\n").utf8) + Self.quotedPrintable(mail.text ?? "")
  }

  /// A header that is folded before it is too long.
  private static func header(_ name: String, _ value: String) -> String {
    var (result, length) = ("\(name):", name.utf8.count + 1)
    for word in value.split(separator: " ") {
      if length + word.utf8.count + 1 > 76, length > name.utf8.count + 1 {
        result += "\r\n"
        length = 0
      }
      result += " \(word)"
      length += word.utf8.count + 1
    }
    return result
  }

  /// Text in a header: as it is when it is short and plain, else as encoded words of at most 75 bytes, each whole scalars (RFC 2047,
  /// sections 2 and 5).
  static func words(_ text: String) -> String {
    let text = String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
    let isPlain =
      text.utf8.count <= 200
      && text.utf8.allSatisfy { isAlphanumeric($0) || " #-:,.!".utf8.contains($0) } && !text.contains("  ")
      && text.split(separator: " ").allSatisfy { $0.utf8.count <= 60 }
    guard !isPlain || text.isEmpty else { return text.split(separator: " ").joined(separator: " ") }
    var (words, word) = ([String](), "")
    for scalar in text.unicodeScalars {
      let piece = Array(String(scalar).utf8).map { isAlphanumeric($0) ? String(UnicodeScalar($0)) : hex("=", $0) }
        .joined()
      if word.utf8.count + piece.utf8.count > 52 {
        words.append(word)
        word = ""
      }
      word += piece
    }
    words.append(word)
    return words.map { "=?utf-8?Q?\($0)?=" }.joined(separator: " ")
  }

  /// RFC 2045, section 6.7: lines of at most 76 bytes, soft breaks between encoded bytes, no space at the end of a line.
  static func quotedPrintable(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    for line in text.replacing("\r\n", with: "\n").split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    {
      var length = 0
      let bytes = Array(line.utf8)
      for (place, byte) in bytes.enumerated() {
        let isLast = place == bytes.count - 1
        let isPlain = (0x21...0x7E).contains(byte) && byte != 0x3D || (byte == 0x20 && !isLast)
        let piece = isPlain ? [byte] : Array(hex("=", byte).utf8)
        if length + piece.count > 75 {
          result += Array("=\r\n".utf8)
          length = 0
        }
        result += piece
        length += piece.count
      }
      result += Array("\r\n".utf8)
    }
    return result
  }

  /// `Thu, 26 Nov 2026 05:55:25 +0000`.
  static func date(_ moment: Timestamp) -> String {
    let text = Array(RFC3339.text(moment).utf8)
    func part(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let day = Int(max(moment.milliseconds, 0) / 86_400_000 % 7)
    let month = (Int(part(5..<7)) ?? 1) - 1
    return "\(days[day]), \(part(8..<10)) \(months[month]) \(part(0..<4)) \(part(11..<19)) +0000"
  }

  private static func hex(_ lead: String, _ byte: UInt8) -> String {
    let digits = Array("0123456789ABCDEF")
    return "\(lead)\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 }
}
