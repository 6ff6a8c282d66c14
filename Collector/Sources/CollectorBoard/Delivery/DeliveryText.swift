// What the page of delivery says.
import CollectorCore

enum DeliveryText {
  static let title = Phrase("Delivery", de: "Zustellung")
  static let lead = Phrase(
    "Everything that was received, and where it went.", de: "Alles, was ankam, und wohin es ging.")
  static let totalsAddUp = Phrase(
    "The totals add up: every received report is accounted for.",
    de: "Die Summen stimmen: Über jede angekommene Meldung ist Rechenschaft gegeben.")
  static func totalsDiffer(_ count: Int64) -> HTML {
    .said(
      "The totals differ by \(Language.english.grouped(count)). Run <code>tellback-collector doctor --data DIR</code>.",
      de:
        "Die Summen weichen um \(Language.german.grouped(count)) ab. <code>tellback-collector doctor --data DIR</code> ausführen."
    )
  }
  static let totals = Phrase("Totals", de: "Summen")
  static let received = Phrase("Received", de: "Angekommen")
  static let opened = Phrase("Opened a ticket", de: "Öffneten ein Ticket")
  static let joined = Phrase("Joined a ticket", de: "Kamen zu einem Ticket dazu")
  static let quarantined = Phrase("Quarantined", de: "In Quarantäne")
  static let erased = Phrase("Erased", de: "Gelöscht")
  static let pending = Phrase("Pending", de: "Ausstehend")
  static let keptBack = Phrase("Kept back", de: "Zurückgehalten")
  static let keptBackText = Phrase(
    "Kept back are reports of senders whom staff have blocked.",
    de: "Zurückgehalten werden Meldungen von Personen, die blockiert sind.")
  static let keptBackBy = Phrase("See by whom, and what it is", de: "Von wem, und was es ist")
  static func keptDays(_ days: Int?) -> Phrase {
    guard let days else { return Phrase("without a limit", de: "ohne Grenze") }
    let count = Phrase.count(Int64(days), ("day", "days"), de: ("Tag", "Tage"))
    return Phrase(
      "\(count.english) after its ticket was resolved", de: "\(count.german), nachdem das Ticket gelöst wurde")
  }
  static func erasedCounts(wished: Int64, swept: Int64) -> HTML {
    .said(
      "At the reporter's request: <strong>\(Language.english.grouped(wished))</strong>. At the end of their retention: <strong>\(Language.english.grouped(swept))</strong>. Each stays in the counts above.",
      de:
        "Auf Wunsch der meldenden Person: <strong>\(Language.german.grouped(wished))</strong>. Am Ende der Aufbewahrung: <strong>\(Language.german.grouped(swept))</strong>. Jede bleibt oben mitgezählt."
    )
  }
  static let howLong = Phrase("How long a report is kept:", de: "Wie lange eine Meldung aufbewahrt wird:")
  static let refused = Phrase("Refused", de: "Abgewiesen")
  static let nothingRefused = Phrase("Nothing was refused.", de: "Nichts wurde abgewiesen.")
  static let refusedText = Phrase(
    "Refused before they were stored; each sender was told the reason.",
    de: "Vor dem Speichern abgewiesen; wer sendete, hat den Grund erfahren.")
  static let reports = Phrase("Reports", de: "Meldungen")
  static let notReported = Phrase("not reported", de: "keine Angaben")
  static let onDevices = Phrase("On the devices", de: "Auf den Geräten")
  static let onDevicesText = Phrase(
    "By the apps' own counts: captured = delivered + queued + discarded. Each installation sends its counts with its next request, so what arrived since still counts as queued.",
    de:
      "Nach der Zählung der Apps selbst: erfasst = zugestellt + in der Warteschlange + verworfen. Jede Installation sendet ihre Zahlen mit der nächsten Anfrage; was seither ankam, zählt noch als wartend."
  )
  static let tableOfCounts = Phrase("Table of the apps' counts", de: "Tabelle der Zahlen der Apps")
  static let captured = Phrase("Captured", de: "Erfasst")
  static let delivered = Phrase("Delivered", de: "Zugestellt")
  static let queued = Phrase("Queued", de: "Warteschlange")
  static let discarded = Phrase("Discarded", de: "Verworfen")
  static let reasons = Phrase("Reasons", de: "Gründe")
  static let asOf = Phrase("As of", de: "Stand")
  static let quarantine = Phrase("Quarantine", de: "Quarantäne")
  static let quarantineEmpty = Phrase(
    "Empty: each report could be read.", de: "Leer: Jede Meldung war lesbar.")
  static let quarantineText = Phrase(
    "Received and kept, but not readable.", de: "Angekommen und aufbewahrt, aber nicht lesbar.")
}
