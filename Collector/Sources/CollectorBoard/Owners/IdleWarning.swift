// Says before a claim is given back as idle, and when.
import CollectorCore
import TellbackWire

enum IdleWarning {
  /// In the last quarter of its time; nil before, and for what is not open or nobody's.
  static func html(_ ticket: Ticket, idleSeconds: Int64, now: Timestamp) -> HTML? {
    guard ticket.state == .open, let owner = ticket.holder.owner,
      let end = owner.isGivenBack(afterSeconds: idleSeconds)
    else { return nil }
    let left = (end.milliseconds - now.milliseconds) / 1_000
    guard left <= idleSeconds / 4 else { return nil }
    return "<span class=\"idle\">Nothing was done on it: it is given back \(span(left))</span>"
  }

  private static func span(_ seconds: Int64) -> String {
    switch seconds {
    case ..<60: "any moment"
    case ..<3_600: "in \(seconds / 60) min"
    case ..<172_800: "in \(seconds / 3_600) h"
    default: "in \(seconds / 86_400) d"
    }
  }
}
