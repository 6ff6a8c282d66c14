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
      : "Staff brought it here from <a\(.href, Link("tickets", String(placement.ticket)))>#\(placement.ticket)</a>."
    if opened { return "<p class=\"why quiet\">\(from ?? "It opened this ticket.")</p>" }
    return "<p class=\"why quiet\">Joined: \(Self.sentence(placement.mechanism)). \(from)</p>"
  }

  /// Half a sentence; a mechanism that this version does not know is named as it is. Versions of a mechanism read alike:
  /// `exact-1/error` and `exact-2/error` are both the same error.
  static func sentence(_ mechanism: String) -> String {
    let parts = mechanism.split(separator: ":", maxSplits: 1)
    let percent = parts.dropFirst().first.map { " (alike \($0) %)" } ?? ""
    let name = parts.first?.split(separator: "/", maxSplits: 1) ?? []
    let family = name.first.map { $0.prefix { !$0.isNumber } } ?? ""
    return switch (family, name.dropFirst().first ?? "") {
    case ("exact-", "error"): "the same error"
    case ("exact-", "words"): "the same words on the same page"
    case ("exact-", "verbatim"): "exactly the same text"
    case ("custom-", ""): "the app gave it the same grouping key"
    case ("me-too-", ""): "the reporter said \u{201C}me too\u{201D} to the known issue"
    case ("match-", "sameError"): "the same kind of error on the same page"
    case ("match-", "nearlySameText"): "nearly the same words\(percent)"
    default: "by the rule \(Words.cut(mechanism, to: 60))"
    }
  }
}
