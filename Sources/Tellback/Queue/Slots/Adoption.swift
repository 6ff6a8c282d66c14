// Adoption of orphaned queues: a process that starts takes over the queues of processes that died. Their reports are sent with
// their own credential.
import TellbackSQLite
import TellbackWire

extension QueueOpener {
  /// Slots that no process holds and that have something to send or to wait for; with `all`, every such slot. Each is locked
  /// when it is returned.
  func orphans(besides own: Slot?, all: Bool = false) -> [OpenedQueue] {
    guard let directory else { return [] }
    var result: [OpenedQueue] = []
    for number in 0..<Slot.count where number != own?.number && Slot.exists(number, in: directory) {
      // A slot that cannot be opened now is left for the next start.
      guard let slot = try? Slot.acquire(number, in: directory), slot.hasQueue,
        let opened = try? open(slot)
      else { continue }
      let totals = opened.database.totals
      // The age does not matter, since the clock may have been wrong. The sender gives the slot back when nothing is to do.
      let awaits = (try? opened.database.awaitsAnswers(since: Timestamp(milliseconds: .min))) ?? false
      let erases = ((try? opened.database.erasureCount()) ?? 0) > 0
      // A loss by damage must be reported, even when nothing else is left.
      let lost = opened.database.account[Account.discarded(Account.corrupt)] ?? 0
      if all || lost > 0 || totals.waits || totals.attachments > 0
        || awaits || erases || opened.database.hasHeartbeats
      {
        result.append(opened)
      }
    }
    return result
  }

  /// The number of slots that other processes hold.
  func slotsHeld(besides ours: Set<Int>) -> Int {
    guard let directory else { return 0 }
    return (0..<Slot.count).count { number in
      guard !ours.contains(number), Slot.exists(number, in: directory) else { return false }
      // A slot that cannot be inspected counts as held: one warning too many is harmless.
      guard let slot = try? Slot.acquire(number, in: directory) else { return true }
      return withExtendedLifetime(slot) { false }
    }
  }
}
