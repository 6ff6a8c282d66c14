// Small marks that stand for a ticket's state, severity and kind; each has its word, so none speaks by colour alone.
import CollectorCore
import TellbackWire

enum Marks {
  static func state(_ ticket: Ticket) -> HTML {
    let label =
      ticket.state == .resolved ? ticket.resolution?.label(for: ticket.kind) ?? ticket.state.label : ticket.state.label
    return "<span\(.class, "state state-\(ticket.state.rawValue)")>\(label)</span>"
  }

  static func severity(_ severity: Severity) -> HTML {
    "<span\(.class, "severity severity-\(severity.word)")><i aria-hidden=\"true\"></i>\(severity.label)</span>"
  }

  /// The owner's name, else the group's; nothing for a ticket that nobody has.
  static func owner(_ ticket: Ticket) -> HTML? {
    if let owner = ticket.holder.owner {
      return
        "<span class=\"holder\"><span class=\"unseen\">\(KitText.owner): </span>\(Words.inline(owner.name, limit: 80))</span>"
    }
    return ticket.holder.group.map {
      "<span class=\"holder for-group\"><span class=\"unseen\">\(KitText.group): </span>\(Words.inline($0.name, limit: 100))</span>"
    }
  }

  static func kind(_ kind: ReportKind) -> HTML {
    "<span\(.class, "kind kind-\(kind.rawValue)")>\(kind.label)</span>"
  }

  /// `2.3.1`, or `2.3.1 – 2.4.0 +2` for several; most reports first in `versions`.
  static func versions(_ versions: [VersionSeen]) -> HTML? {
    guard let first = versions.first else { return nil }
    let all = versions.map(\.version).joined(separator: ", ")
    let rest: HTML? = versions.count > 1 ? " <span class=\"quiet\">+\(versions.count - 1)</span>" : nil
    return
      "<span class=\"version\"\(.title, Words.cut(all, to: 500))>\(Words.inline(first.version, limit: 24))\(rest)</span>"
  }

  /// `12 people · 40 reports`; as many reports as people need no second number.
  static func reach(_ ticket: Ticket) -> HTML {
    let people = KitText.people(ticket.reporterCount)
    guard ticket.reportCount != ticket.reporterCount else { return "<span class=\"reach\">\(people)</span>" }
    return
      "<span class=\"reach\">\(people) <span class=\"quiet\">\(KitText.reports(ticket.reportCount))</span></span>"
  }
}
