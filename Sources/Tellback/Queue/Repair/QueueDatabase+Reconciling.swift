// Reconciles the account of a queue file with its rows, whatever happened to the file. Invariant afterwards: captured = delivered
// + queued + discarded.
import TellbackSQLite

extension QueueDatabase {
  /// The counts by the rows and the account.
  var counts: QueueCounts {
    QueueCounts(
      file: file, captured: captured,
      delivered: account[Account.delivered] ?? 0, queued: Int64(totals.reports),
      attachments: Int64(totals.attachments),
      attachmentsGone: account.reduce(0) {
        $1.key == Account.attachmentsSent || Account.isShed($1.key) ? $0 + $1.value : $0
      })
  }

  /// True when the account fits the rows.
  var addsUp: Bool { Account.discarded(in: account) == counts.discarded }

  /// Corrects the account by the counts kept outside the file. Call it inside a transaction.
  func reconcile(with known: QueueCounts?, isSalvaged: Bool = false) throws {
    var before = account
    before[Account.captured] = captured
    for (name, value) in reconciledAccount(with: known, isSalvaged: isSalvaged) where before[name] != value {
      try setAccount(name, to: value)
    }
    // A row that counts more than that was damaged.
    try connection.run("UPDATE report SET captured = NULL WHERE captured > ?", [.integer(captured)])
  }

  private func reconciledAccount(with known: QueueCounts?, isSalvaged: Bool) -> [String: Int64] {
    var result = account
    result[Account.captured] = captured
    func add(_ amount: Int64, to name: String) { if amount > 0 { result[name, default: 0] += amount } }
    let queued = Int64(totals.reports)
    let own = counts
    // A salvaged file lacks rows. Any other account that does not add up is damaged, and so may be the file's number in it.
    let isDamaged = isSalvaged ? own.captured == 0 || (known?.file != own.file && !addsUp) : !addsUp
    if let known, known.file != own.file, !isDamaged {
      // Another file is in the place of the one that was counted: the reports that waited in that one are lost.
      result[Account.file] = known.file
      add(known.captured, to: Account.captured)
      add(known.delivered, to: Account.delivered)
      add(known.discarded, to: Account.discarded(Account.unknown))
      add(known.attachments, to: Account.shed(Account.corrupt))
      add(known.attachmentsGone, to: Account.attachmentsSent)
    } else if let known, isDamaged {
      result[Account.file] = known.file
      result[Account.captured] = known.captured
      result[Account.delivered] = known.delivered
      if Account.discarded(in: account) != known.discarded {
        for name in account.keys where Account.isDiscarded(name) { result[name] = 0 }
        add(known.discarded, to: Account.discarded(Account.unknown))
      }
      add(known.attachments - own.attachments, to: Account.shed(Account.corrupt))
      add(known.attachmentsGone - own.attachmentsGone, to: Account.attachmentsSent)
    } else if let known {
      // A file that is behind went back to an earlier state: reports delivered since then wait in it again.
      let delivered = max(0, known.delivered - own.delivered)
      let discarded = max(0, known.discarded - own.discarded)
      let deliveredAgain = min(queued, delivered)
      add(known.captured - own.captured, to: Account.captured)
      add(delivered - deliveredAgain, to: Account.delivered)
      add(discarded - min(queued - deliveredAgain, discarded), to: Account.discarded(Account.unknown))
      let attachments = known.attachments + known.attachmentsGone - own.attachments - own.attachmentsGone
      add(attachments, to: Account.shed(Account.corrupt))
    }
    let missing =
      result[Account.captured, default: 0] - result[Account.delivered, default: 0] - Account.discarded(in: result)
      - queued
    add(missing, to: Account.discarded(Account.corrupt))
    add(-missing, to: Account.captured)
    return result
  }
}

extension Account {
  /// A count outside this range is damage. Sums of counts inside it do not overflow.
  static let plausible: ClosedRange<Int64> = 0...(1 << 53)

  static func isDiscarded(_ name: String) -> Bool { name.hasPrefix(discarded("")) }
  static func isShed(_ name: String) -> Bool { name.hasPrefix(shed("")) }

  static func discarded(in account: [String: Int64]) -> Int64 {
    account.reduce(0) { isDiscarded($1.key) ? $0 + $1.value : $0 }
  }
}
