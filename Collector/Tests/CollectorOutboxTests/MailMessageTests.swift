// A mail as bytes: nothing that somebody wrote ends a header, and no line is too long.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorOutbox

@Suite struct MailMessageTests {
  private func encoded(subject: String = "Hello", text: String = "Hello\n", name: String = "Tellback") -> String {
    let mail = Mail(
      id: 7, account: 1, ticket: 12, recipient: "ann@example.org", subject: subject, text: text,
      createdAt: Timestamp(milliseconds: 1_790_000_000_000), dueAt: Timestamp(milliseconds: 0), token: "abcdef01")
    let sender = MailMessage.Sender(name: name, address: "desk@example.com")
    return String(
      decoding: MailMessage(mail: mail, recipient: "ann@example.org", sender: sender).encoded(), as: UTF8.self)
  }

  @Test func `the headers are those of a mail that nobody answers`() {
    let lines = encoded().components(separatedBy: "\r\n")
    let head = Array(lines.prefix { !$0.isEmpty })
    #expect(
      head == [
        "Date: Mon, 21 Sep 2026 14:13:20 +0000", "From: Tellback <desk@example.com>", "To: <ann@example.org>",
        "Subject: Hello", "Message-ID: <7.abcdef01@example.com>", "References: <ticket.12@example.com>",
        "Auto-Submitted: auto-generated", "List-Id: <tellback.example.com>", "X-Auto-Response-Suppress: All",
        "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable",
      ])
  }

  static let hostile = [
    "One\r\nBcc: eve@example.org", "One\nBcc: eve@example.org", "One\rBcc: eve@example.org", "One\u{85}Bcc: x",
    "One\u{2028}Bcc: x", "=?utf-8?Q?One?=", "=?utf-8?B?DQpCY2M6IGV2ZQ==?=", "\u{0}One", " ", "",
    String(repeating: "ü", count: 400), String(repeating: "a", count: 2_000), String(repeating: "👩‍👩‍👧 ", count: 100),
    "\u{202E}gpj.exe", "a\tb",
  ]

  @Test(arguments: hostile)
  func `whatever stands in a subject or a name stays in its line, in ASCII and short`(text: String) {
    let message = encoded(subject: text, name: text)
    let bytes = Array(message.utf8)
    #expect(bytes.allSatisfy { $0 < 0x80 } && !bytes.contains(0))
    let lines = message.components(separatedBy: "\r\n")
    #expect(lines.allSatisfy { $0.utf8.count <= 78 && !$0.utf8.contains(0x0D) && !$0.utf8.contains(0x0A) })
    let head = lines.prefix { !$0.isEmpty }
    #expect(!head.contains { $0.lowercased().hasPrefix("bcc") })
    // Folded lines begin with a space; every other one is a header of ours.
    let names = head.filter { !$0.hasPrefix(" ") }.map { String($0.prefix { $0 != ":" }) }
    #expect(Set(names).count == names.count && names.count == 12, "\(names)")
  }

  @Test func `quoted-printable keeps every byte, and lines of 76`() throws {
    let text = "Grüße = \t\nein Leerzeichen am Ende \n\n.\n" + String(repeating: "é", count: 500) + "\r\nEnde"
    let lines = String(decoding: MailMessage.quotedPrintable(text), as: UTF8.self).components(separatedBy: "\r\n")
    #expect(lines.allSatisfy { $0.utf8.count <= 76 && !$0.hasSuffix(" ") && !$0.hasSuffix("\t") })
    // Decoded by hand: soft breaks away, then the bytes.
    var bytes: [UInt8] = []
    var rest = Array(lines.joined(separator: "\r\n").replacing("=\r\n", with: "").utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "=") else {
        bytes.append(byte)
        continue
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      bytes.append(try #require(UInt8(digits, radix: 16)))
      rest = rest.dropFirst(2)
    }
    let expected = text.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n") + "\r\n"
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }

  @Test(arguments: ["ann@example.org", " ann.o'neil+x@sub.example.org ", "1@2.de"])
  func `a plain address is taken as a contact`(text: String) {
    #expect(MailAddress.checked(text) == text.trimmingCharacters(in: .whitespaces))
  }

  @Test(arguments: [
    "", "ann", "ann@", "@example.org", "ann@example", "ann@@example.org", "ann@exa mple.org", "ann@example.org\r\nRCPT",
    "Ann <ann@example.org>", "ann@example.org,eve@example.org", "ann@-x.org", "ann@x-.org", "ann@.org", "ann@x..org",
    ".ann@example.org", "ann.@example.org", "a..b@example.org", "\"a b\"@example.org", "ann@[127.0.0.1]",
    "änn@example.org", "+41 79 123 45 67", String(repeating: "a", count: 65) + "@example.org", "a\u{0}@example.org",
  ])
  func `what is no plain address is none`(text: String) { #expect(MailAddress.checked(text) == nil) }
}
