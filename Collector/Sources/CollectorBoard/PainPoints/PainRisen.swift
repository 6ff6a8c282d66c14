// What rose after an attempt, in its row of the ledger; and on the page of what rose, after which attempts it did.
import CollectorCore
import CollectorEvidence
import TellbackWire

/// One pain point that rose, with the titles that a page needs.
struct PainRisen: Sendable {
  var risen: RisenPain
  /// Of the pain point that rose.
  var title: String?
  /// The attempt, and the pain point that it was made at.
  var attempt: PainAttempt?
  /// By what installations were counted.
  var source: Exposure.Source

  init(_ risen: RisenPain, _ reads: any StoreReads) throws {
    self.risen = risen
    title = try reads.painPoint(risen.pain)?.title
    attempt = try reads.painAttempt(risen.attempt)
    let verdict = try attempt.flatMap { try reads.attemptVerdicts(of: $0.pain)[$0.id] }
    source = verdict?.source ?? .heartbeats
  }

  /// In the row of the attempt: which pain point rose, and why.
  var ofAttempt: HTML {
    let name = title.map { Words.inline($0, limit: 160) } ?? "\(PainText.name(risen.pain))"
    return row("<a\(.href, PainRoutes.link(risen.pain))>\(name)</a>")
  }

  /// On the page of the pain point that rose: after which attempt.
  var ofPain: HTML {
    guard let attempt else { return row("\(PainText.afterAttempt)") }
    let name = Words.inline(attempt.what, limit: 160)
    return row(
      PainText.after("<a\(.href, PainRoutes.link(attempt.pain, fragment: "a-\(attempt.id)"))>\(name)</a>"))
  }

  private func row(_ name: HTML) -> HTML {
    let reached: HTML =
      risen.reached.map { "<li>\(PainText.reached($0))</li>" } ?? "<li>\(PainText.reachNotKnown)</li>"
    let unknown: HTML? = risen.reached == nil ? " <span class=\"quiet\">\(PainText.pagesNotKnown)</span>" : nil
    return """
      <li>\(name) <span\(.class, "pain-verdict pain-verdict-\(kind)")>\(PainText.finding(risen.finding))</span>\(unknown)
      <details class="inner"><summary>\(PainText.verdictDetails)</summary><ul class="terms"><li>\(PainText.inUse(risen.active, by: source))</li>
      \(reached)<li>\(PainText.howRisen)</li></ul></details></li>
      """
  }

  private var kind: String {
    switch risen.finding {
    case .realIncrease: "worse"
    case .newlyExposed, .notRisen: "same"
    case .unknown: "open"
    }
  }

  /// In the row of an attempt; nil where nothing rose.
  static func list(afterAttempt rows: [PainRisen]) -> HTML? {
    guard !rows.isEmpty else { return nil }
    return """
      <h3>\(PainText.rose)</h3><ul class="terms">\(rows.map(\.ofAttempt))</ul>
      """
  }

  /// On the page of what rose; nil where it did not.
  static func section(ofPain rows: [PainRisen]) -> HTML? {
    guard !rows.isEmpty else { return nil }
    return """
      <section class="pain-risen" aria-labelledby="risen-title"><h2 id="risen-title">\(PainText.roseHere)</h2>
      <ul class="terms">\(rows.map(\.ofPain))</ul></section>
      """
  }
}
