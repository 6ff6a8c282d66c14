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
    return "<span class=\"idle\">\(OwnerText.idle(OwnerText.givenBack(in: left)))</span>"
  }
}
