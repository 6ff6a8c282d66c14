// Whether an attempt helped, in its row of the ledger.
import CollectorCore
import CollectorEvidence
import TellbackWire

struct PainVerdict: Sendable {
  let verdict: AttemptVerdict
  let now: Timestamp

  /// Beside the other marks of the attempt.
  var badge: HTML {
    let said = verdict.saidAt.map {
      " <span class=\"quiet\">\(PainText.said(TimeText.html($0, now: now)))</span>" as HTML
    }
    return "<span\(.class, "pain-verdict pain-verdict-\(kind)")>\(PainText.verdict(verdict.verdict))</span>\(said)"
  }

  /// Under it: the figures, and where they come from.
  var details: HTML {
    let uncounted: HTML? = verdict.uncounted > 0 ? "<li>\(PainText.uncounted(verdict.uncounted))</li>" : nil
    return """
      <details class="inner"><summary>\(PainText.verdictDetails)</summary><ul class="terms"><li>\(PainText.ratio(verdict))</li>
      <li>\(PainText.counts(verdict))</li><li>\(PainText.exposure(verdict))</li>\(uncounted)<li>\(PainText.association)</li>
      <li>\(PainText.howJudged)</li></ul></details>
      """
  }

  private var kind: String {
    switch verdict.verdict {
    case .fell: "fell"
    case .unchanged: "same"
    case .worse: "worse"
    case .notEnoughExposure: "open"
    }
  }
}
