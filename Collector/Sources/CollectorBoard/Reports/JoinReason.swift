// Why a report is on its ticket, in plain words: the mechanism that joined it, and the merge or split that brought it here.
import CollectorCore
import TellbackWire

struct JoinReason: Sendable {
  let entry: ReportOnTicket
  /// The ticket on whose page it is shown.
  let ticket: Int64?
  let opened: Bool

  var html: HTML? {
    guard let placement = entry.placement else { return nil }
    let from: HTML? =
      placement.ticket == ticket
      ? nil
      : ReportText.broughtHere(
        "<a\(.href, Link("tickets", String(placement.ticket)))>#\(placement.ticket)</a>")
    if opened { return "<p class=\"why quiet\">\(from ?? "\(ReportText.openedThis)")</p>" }
    return "<p class=\"why quiet\">\(ReportText.joined(Self.reason(placement.mechanism))) \(from)</p>"
  }

  /// Half a sentence; a mechanism that this version does not know is named as it is. Versions of a mechanism read alike:
  /// `exact-1/error` and `exact-2/error` are both the same error.
  static func sentence(_ mechanism: String) -> String { reason(mechanism).text }

  private static func reason(_ mechanism: String) -> Phrase {
    let parts = mechanism.split(separator: ":", maxSplits: 1)
    let percent = parts.dropFirst().first.map(String.init)
    let name = parts.first?.split(separator: "/", maxSplits: 1) ?? []
    let family = name.first.map { $0.prefix { !$0.isNumber } } ?? ""
    return switch (family, name.dropFirst().first ?? "") {
    case ("exact-", "error"): ReportText.sameError
    case ("exact-", "words"): ReportText.sameWords
    case ("exact-", "verbatim"): ReportText.sameText
    case ("custom-", ""): ReportText.sameKey
    case ("me-too-", ""): ReportText.saidMeToo
    case ("match-", "sameError"): ReportText.sameKindOfError
    case ("match-", "nearlySameText"): ReportText.nearlySame(percent)
    default: ReportText.byRule(Words.cut(mechanism, to: 60))
    }
  }
}
