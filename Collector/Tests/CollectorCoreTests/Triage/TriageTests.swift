// Titles, severities, components and moments: the small decisions at a ticket's birth.
import CollectorCore
import TellbackWire
import Testing

@Suite struct TriageTests {
  @Test func `A title is cut at a whole character and says so`() {
    let words = String(repeating: "👩‍👩‍👧 ", count: 100)
    let title = TicketTitle.make(for: makeReport(1, "a " + words))
    #expect(title.hasSuffix("…"))
    #expect(title.utf8.count <= TicketTitle.limit + 3)
    #expect(title.dropLast().allSatisfy { $0 == "a" || $0 == " " || $0 == "👩‍👩‍👧" })
  }

  @Test func `A title of exactly the limit is whole`() {
    let line = String(repeating: "x", count: TicketTitle.limit)
    #expect(TicketTitle.make(for: makeReport(1, line)) == line)
    #expect(TicketTitle.make(for: makeReport(1, line + "x")) == line + "…")
  }

  @Test(arguments: [
    ("\n \t\n  It broke \r\nand more", "It broke"), ("…\u{2028}???\u{2028}Save fails\u{2029}again", "Save fails"),
    ("One\u{0B}two", "One"), ("  a   b\tc  ", "a b c"), ("", ""), (" \n ", ""),
  ])
  func `A title is the first line that says something`(text: String, title: String) {
    #expect(TicketTitle.make(for: makeReport(1, text)) == title)
  }

  @Test(arguments: [
    ("Dear team,\nSaving fails since Monday", "Saving fails since Monday"), ("Hi! It broke", "It broke"),
    ("Hello,\n\nHi there,\nthe page is empty", "the page is empty"),
    ("Sehr geehrte Damen und Herren,\ndie Zahlung hängt.", "die Zahlung hängt."),
    ("Guten Tag Frau Müller, der Link ist kaputt", "der Link ist kaputt"), ("Grüezi,\nes geht nicht", "es geht nicht"),
    ("Bonjour,\nimpossible de payer", "impossible de payer"), ("Chère équipe, rien ne va", "rien ne va"),
    ("¡Hola!\nNo puedo pagar", "No puedo pagar"), ("Olá, não abre", "não abre"),
    ("Dzień dobry, nie działa", "nie działa"),
    ("Здравствуйте!\nНе работает", "Не работает"), ("こんにちは。保存できません", "保存できません"), ("您好，无法保存", "无法保存"),
    ("Hello world page is empty", "Hello world page is empty"), ("Dear team,", "Dear team,"), ("Hi", "Hi"),
    ("Hello, kitty is misspelt", "kitty is misspelt"), ("Hi-res photos blur. Why?", "Hi-res photos blur. Why?"),
    ("Saving fails, dear team", "Saving fails, dear team"),
  ])
  func `A greeting is no title`(text: String, title: String) {
    #expect(TicketTitle.make(for: makeReport(1, text)) == title)
  }

  @Test func `Words that say nothing leave the title to the error`() {
    let report = makeReport(1, "???") { $0.error = ReportedError(type: "IOError", message: "disk gone") }
    #expect(TicketTitle.make(for: report) == "IOError: disk gone")
    #expect(TicketTitle.make(for: makeReport(1, " \n ??? ")) == "???")
  }

  @Test func `Without a rule, kind and error alone say how bad it is, and why`() {
    let error = ReportedError(type: "E")
    let verdicts = [
      BaseSeverity.verdict(on: makeReport(1, "Hm") { $0.error = error }),
      BaseSeverity.verdict(on: makeReport(1, "It crashed") { $0.kind = .question }),
      BaseSeverity.verdict(on: makeReport(1, "It crashed") { ($0.kind, $0.error) = (.praise, error) }),
    ]
    #expect(verdicts.map(\.severity) == [.high, .medium, .low])
    #expect(
      verdicts.map(\.reason.description) == [
        "an error came with it", "no rule raises it", "it is no problem and no question",
      ])
  }

  private static let clocks: [(captured: Int64, sent: Int64?, expected: Int64)] = [
    (0, nil, noon.milliseconds), (4_102_444_800_000, nil, noon.milliseconds),
    (noon.milliseconds - 5_000, nil, noon.milliseconds - 5_000),
    (60_000, 120_000, noon.milliseconds - 60_000),
    (Int64.min, Int64.max, noon.milliseconds), (Int64.max, Int64.min, noon.milliseconds),
    (CaptureTime.earliest.milliseconds, nil, CaptureTime.earliest.milliseconds),
    (CaptureTime.earliest.milliseconds - 1, nil, noon.milliseconds),
  ]

  @Test(arguments: clocks)
  func `A clock at 1970 or 2100 harms nothing`(captured: Int64, sent: Int64?, expected: Int64) {
    let report = stored(makeReport(1, "x"), sequence: 1, sentAt: sent.map { Timestamp(milliseconds: $0) })
    #expect(CaptureTime.corrected(Timestamp(milliseconds: captured), of: report).milliseconds == expected)
  }

  @Test func `Reporters are told apart by user, then contact, then installation, and silence is one person each`() {
    let named = ReporterKey.bytes(
      of: makeReport(1, "x") {
        $0.user = "u"; $0.contact = "c"
      }, installation: nil)
    #expect(named == ReporterKey.bytes(of: makeReport(2, "y") { $0.user = "u" }, installation: makeID(5)))
    let contact = ReporterKey.bytes(of: makeReport(1, "x") { $0.contact = "A@b.c" }, installation: nil)
    #expect(contact == ReporterKey.bytes(of: makeReport(2, "x") { $0.contact = "a@b.c" }, installation: nil))
    #expect(contact != named)
    let device = ReporterKey.bytes(of: makeReport(1, "x"), installation: makeID(5))
    #expect(device == ReporterKey.bytes(of: makeReport(2, "x"), installation: makeID(5)))
    #expect(
      ReporterKey.bytes(of: makeReport(1, "x"), installation: nil)
        != ReporterKey.bytes(of: makeReport(2, "x"), installation: nil))
  }
}
