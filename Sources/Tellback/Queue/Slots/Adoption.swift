// Whoever starts next takes over the queues of the processes that died: their reports are sent with their own credential.
import TellbackSQLite
import TellbackWire

extension QueueOpener {
  /// Slots that nobody holds and that have something to send or to wait for, or with `all` whatever is in them. Each is
  /// locked when it is returned.
  func orphans(besides own: Slot?, all: Bool = false) -> [OpenedQueue] {
    guard let directory else { return [] }
    var result: [OpenedQueue] = []
    for number in 0..<Slot.count where number != own?.number && Slot.exists(number, in: directory) {
      // A slot that cannot be opened now stays as it is; the next start looks again.
      guard let slot = try? Slot.acquire(number, in: directory), slot.hasQueue,
        let opened = try? open(slot)
      else { continue }
      let totals = opened.database.totals
      // However old: the clock may have been wrong. Its sender finds out and gives the slot back.
      let awaits = (try? opened.database.awaitsAnswers(since: Timestamp(milliseconds: .min))) ?? false
      let erases = ((try? opened.database.erasureCount()) ?? 0) > 0
      // What damage took must show, also where nothing else is left.
      let lost = opened.database.account[Account.discarded(Account.corrupt)] ?? 0
      if all || lost > 0 || totals.reports > 0 || totals.attachments > 0
        || awaits || erases
      {
        result.append(opened)
      }
    }
    return result
  }

  /// How many slots are held by others than these.
  func slotsHeld(besides ours: Set<Int>) -> Int {
    guard let directory else { return 0 }
    return (0..<Slot.count).count { number in
      guard !ours.contains(number), Slot.exists(number, in: directory) else { return false }
      // One that cannot be looked at is taken for held: better a warning too many.
      guard let slot = try? Slot.acquire(number, in: directory) else { return true }
      return withExtendedLifetime(slot) { false }
    }
  }
}
