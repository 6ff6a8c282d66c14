// The lease of all apps at once. One process alone opens the store, by the lock of its directory, so that what its digesters must
// agree on may lie in its memory.
import CollectorCore
import TellbackWire

struct ExclusiveLease {
  private var holder: (digester: ReportID, until: Timestamp)?

  /// Nil while another digester holds it.
  mutating func take(by digester: ReportID, now: Timestamp) -> DigestLease? {
    if let holder, holder.digester != digester, now < holder.until { return nil }
    let until = now.adding(seconds: DigestLease.seconds)
    holder = (digester, until)
    return DigestLease(apps: .all, until: until)
  }

  mutating func end(of digester: ReportID) {
    if holder?.digester == digester { holder = nil }
  }
}
