// Moments, numbers, plurals and the domain's words in German.
import CollectorCore
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct GermanTextTests {
  private let noon = Timestamp(milliseconds: 1_790_000_000_000)

  private func inGerman<Value>(_ body: () throws -> Value) rethrows -> Value {
    try Language.$current.withValue(.german) { try body() }
  }

  @Test func `moments have the order and the names of German`() {
    inGerman {
      #expect(TimeText.absolute(noon) == "21. Sept. 2026, 14:13:20 UTC")
      #expect(TimeText.absolute(Timestamp(milliseconds: 1_795_312_521_000)) == "22. Nov. 2026, 01:55:21 UTC")
      // A date field of HTML is the same in each language.
      #expect(TimeText.machine(noon) == "2026-09-21T14:13:20Z" && TimeText.day(noon) == "2026-09-21")
      #expect(BusinessText.moment(noon, offset: 7_200) == "Mo., 21. Sept. 2026, 16:13")
      #expect(TimeText.absolute(Timestamp(milliseconds: .max)).contains("außerhalb des Kalenders"))
    }
  }

  @Test(
    arguments: [
      (0, "gerade eben"), (59, "gerade eben"), (60, "vor 1 Min."), (300, "vor 5 Min."), (3_600, "vor 1 Std."),
      (86_399, "vor 23 Std."), (86_400, "vor 1 Tag"), (2 * 86_400 - 1, "vor 1 Tag"), (2 * 86_400, "vor 2 Tagen"),
      (31 * 86_400, "21. Aug. 2026"), (-30, "gerade eben"), (-86_400, "22. Sept. 2026"),
    ] as [(Int64, String)])
  func `the time since is told roughly`(seconds: Int64, text: String) {
    inGerman { #expect(TimeText.relative(noon.adding(seconds: -seconds), to: noon) == text) }
  }

  @Test(
    arguments: [
      (4, "4 s"), (720, "12 min"), (11_520, "3 h 12 min"), (86_400, "1 Tag"), (86_400 + 14_400, "1 Tag 4 h"),
      (2 * 86_400 + 14_400, "2 Tage 4 h"), (31_556_952 * 56, "56 Jahre"),
    ] as [(Int64, String)])
  func `spans have their plurals`(seconds: Int64, text: String) {
    inGerman { #expect(TimeText.span(milliseconds: seconds * 1_000) == text) }
  }

  @Test func `numbers have points in groups and a comma before decimals`() {
    inGerman {
      #expect(CountText.grouped(1_234_567) == "1.234.567")
      #expect(CountText.bytes(1) == "1 Byte" && CountText.bytes(999) == "999 Byte")
      #expect(CountText.bytes(1_450) == "1,4 KB" && CountText.bytes(131_072) == "131 KB")
      #expect(CountText.decimal(tenths: 43) == "4,3")
      #expect(
        [0, 1, 2, 1_000].map { KitText.reports($0).text } == [
          "0 Meldungen", "1 Meldung", "2 Meldungen", "1.000 Meldungen",
        ])
      #expect([0, 1, 2].map { KitText.people($0).text } == ["0 Personen", "1 Person", "2 Personen"])
    }
    #expect(
      [0, 1, 2, 1_000].map { KitText.reports($0).text } == ["0 reports", "1 report", "2 reports", "1,000 reports"])
  }

  @Test func `languages of reporters are named in the reader's language`() {
    inGerman {
      #expect(LocaleText.name("de-CH") == "Deutsch (Schweiz)")
      #expect(LocaleText.language("fr_FR") == "Französisch")
    }
    #expect(LocaleText.name("de-CH") == "German (Switzerland)")
  }

  @Test func `a rule is told in the reader's language`() throws {
    let conditions: [(RoutingCondition, String)] = [
      (RoutingCondition(.page, ["/checkout", "/cart"]), "Seite /checkout oder /cart"),
      (RoutingCondition(.version, .atLeast, ["3.2"]), "Version 3.2 oder neuer"),
      (RoutingCondition(.version, .below, ["4"]), "Version vor 4"),
      (RoutingCondition(.words, ["crash", "hängt"]), "Wörter „crash“ oder „hängt“"),
      (RoutingCondition(.kind, ["idea", "praise"]), "Art Idee oder Lob"),
      (RoutingCondition(.field("plan"), ["pro"]), "Feld plan pro"),
    ]
    for (condition, german) in conditions { #expect(RoutingText.condition(condition).german == german) }
  }

  // The domain keeps what a rule did as one sentence; each of its forms is taken apart.
  @Test(
    arguments: [
      ("to Kim", "an Kim"), ("to everybody, since Kim is away", "an alle, denn Kim ist abwesend"),
      ("to everybody, since the group is gone", "an alle, denn die Gruppe gibt es nicht mehr"),
      ("to Payments, since nobody has the account 7 any more", "an Payments, denn das Konto 7 hat niemand mehr"),
      (
        "to Kim, severity high, component Checkout, tagged vip, late",
        "an Kim, Schweregrad hoch, Komponente Checkout, Schlagwörter vip, late"
      ),
      ("severity critical", "Schweregrad kritisch"), ("component A, B, tagged x", "Komponente A, B, Schlagwörter x"),
      ("something else", "something else"),
    ])
  func `what a rule did is told from what was kept`(kept: String, german: String) {
    let parts = RoutedParts(kept)
    #expect(parts.german == german && parts.english == kept)
  }

  @Test(
    arguments: [
      ("wrong password", "falsches Passwort"), ("3 lines", "3 Zeilen"), ("ticket 3 into 4", "Ticket 3 in 4"),
      ("merge of 3 and 4", "Zusammenführung von 3 und 4"), ("1 reports to 9", "1 Meldung nach 9"),
      ("answers unread for 4 hours go out by mail", "nach 4 Stunden ungelesene Antworten gehen per E-Mail hinaus"),
      ("a word of Kim", "a word of Kim"), ("lines", "lines"),
    ])
  func `what the audit log kept is told in German where it is of a known form`(kept: String, german: String) {
    #expect(AuditDetail.detail(kept) == Phrase(kept, de: german))
  }

  @Test(
    arguments: [
      ("component Storage, kind idea, severity high", "Komponente Storage, Art Idee, Schweregrad hoch"),
      ("component none", "keine Komponente"), ("severity low", "Schweregrad niedrig"),
      ("component a, kind of, severity critical", "Komponente a, kind of, Schweregrad kritisch"),
      ("component kind idea", "Komponente kind idea"), ("kind praise, severity medium", "Art Lob, Schweregrad mittel"),
      ("something else", "something else"),
    ])
  func `changed details are told from what was kept`(kept: String, german: String) {
    #expect(TriageText.changes(kept) == Phrase(kept, de: german))
  }

  @Test func `a proposal and a rule give their reasons in the reader's language`() {
    let near = TriageReason(field: .component, tickets: [3], history: .none)
    #expect(near.description == "The near ticket #3 ended so.")
    #expect(TriageText.reason(near).german == "Beim nahen Ticket #3 war es am Ende so.")
    let owner = TriageReason(field: .owner, tickets: [3, 4], history: .taken(5, corrected: 2))
    #expect(
      owner.description
        == "Near tickets #3, #4 had this person's last word. Staff took it 5 times and corrected it 2 times.")
    #expect(
      TriageText.reason(owner).german
        == "Bei den nahen Tickets #3, #4 hatte diese Person das letzte Wort. Es wurde 5-mal übernommen und 2-mal geändert."
    )
    let met = [RoutingCondition(.page, ["/a"]), RoutingCondition(.version, .below, ["3.2"])]
    #expect(
      TriageText.rule("r", met)
        == Phrase(
          "r (its page fits /a and its version is before 3.2)",
          de: "r (die Seite passt zu /a und die Version ist älter als 3.2)"))
    #expect(TriageText.rule("r", []).english == "r (it fits each report)")
  }

  @Test func `how many read what is said to reporters has its plural`() {
    #expect(
      ActionText.resolveAudience(1).german == "Die meldende Person erfährt von einer Lösung und liest den Text.")
    #expect(
      ActionText.resolveAudience(1_200).german
        == "Die 1.200 Meldenden erfahren von einer Lösung und lesen den Text.")
    #expect(
      DuplicatesText.merged(1, takenOut: 0).german == "Zusammengeführt: 1 Ticket gehört jetzt zu dem, das bleibt.")
    #expect(
      DuplicatesText.merged(2, takenOut: 1).german
        == "Zusammengeführt: 2 Tickets gehören jetzt zu dem, das bleibt. 1 Ticket herausgenommen.")
    #expect(TicketText.moreVersions(1) == Phrase("and 1 version more", de: "und 1 weitere Version"))
    let more = Phrase("10,000 tickets or more", de: "10.000 Tickets oder mehr")
    #expect(TicketListText.total(10_000, orMore: true) == more)
  }
}
