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
      },
      messages: MessageCounts(
        captured: account[Account.messagesCaptured] ?? 0, delivered: account[Account.messagesDelivered] ?? 0,
        queued: Int64(totals.messages)))
  }

  /// True when the account fits the rows.
  var addsUp: Bool {
    let counts = self.counts
    return Names.reports.discarded(in: account) == counts.discarded
      && Names.messages.discarded(in: account) == counts.messages.discarded
  }

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
    let own = counts
    // A salvaged file lacks rows. Any other account that does not add up is damaged, and so may be the file's number in it.
    let isDamaged = isSalvaged ? own.captured == 0 || (known?.file != own.file && !addsUp) : !addsUp
    var state = Reconciled.alone
    if let known { state = known.file != own.file && !isDamaged ? .exchanged : isDamaged ? .damaged : .behind }
    if let known, state != .behind { result[Account.file] = known.file }
    Names.reports.reconcile(
      &result, state, own: MessageCounts(captured: own.captured, delivered: own.delivered, queued: own.queued),
      known: known.map { MessageCounts(captured: $0.captured, delivered: $0.delivered, queued: $0.queued) })
    Names.messages.reconcile(&result, state, own: own.messages, known: known?.messages)
    guard let known else { return result }
    func add(_ amount: Int64, to name: String) { if amount > 0 { result[name, default: 0] += amount } }
    switch state {
    case .exchanged:
      add(known.attachments, to: Account.shed(Account.corrupt))
      add(known.attachmentsGone, to: Account.attachmentsSent)
    case .damaged:
      add(known.attachments - own.attachments, to: Account.shed(Account.corrupt))
      add(known.attachmentsGone - own.attachmentsGone, to: Account.attachmentsSent)
    case .alone, .behind:
      let attachments = known.attachments + known.attachmentsGone - own.attachments - own.attachmentsGone
      add(attachments, to: Account.shed(Account.corrupt))
    }
    return result
  }
}

/// What the counts kept outside a file say of it.
private enum Reconciled {
  /// There are none.
  case alone
  /// Another file is in the place of the one that was counted: what waited in that one is lost.
  case exchanged
  /// The account is damaged: the counts hold.
  case damaged
  /// A file that is behind went back to an earlier state: what was delivered since then waits in it again.
  case behind
}

/// The account's names for reports or for messages, which are counted alike.
private struct Names {
  let captured: String
  let delivered: String
  let discarded: @Sendable (String) -> String

  static let reports = Names(
    captured: Account.captured, delivered: Account.delivered, discarded: { Account.discarded($0) })
  static let messages = Names(
    captured: Account.messagesCaptured, delivered: Account.messagesDelivered,
    discarded: { Account.messagesDiscarded($0) })

  func discarded(in account: [String: Int64]) -> Int64 {
    let prefix = discarded("")
    return account.reduce(0) { $1.key.hasPrefix(prefix) ? $0 + $1.value : $0 }
  }

  func reconcile(
    _ result: inout [String: Int64], _ state: Reconciled, own: MessageCounts, known: MessageCounts?
  ) {
    func add(_ amount: Int64, to name: String) { if amount > 0 { result[name, default: 0] += amount } }
    if let known {
      switch state {
      case .alone: break
      case .exchanged:
        add(known.captured, to: captured)
        add(known.delivered, to: delivered)
        add(known.discarded, to: discarded(Account.unknown))
      case .damaged:
        let own = discarded(in: result)
        set(&result, captured, known.captured)
        set(&result, delivered, known.delivered)
        if own != known.discarded {
          let prefix = discarded("")
          for name in result.keys where name.hasPrefix(prefix) { result[name] = 0 }
          add(known.discarded, to: discarded(Account.unknown))
        }
      case .behind:
        let sent = max(0, known.delivered - own.delivered)
        let dropped = max(0, known.discarded - own.discarded)
        let sentAgain = min(own.queued, sent)
        add(known.captured - own.captured, to: captured)
        add(sent - sentAgain, to: delivered)
        add(dropped - min(own.queued - sentAgain, dropped), to: discarded(Account.unknown))
      }
    }
    let missing =
      result[captured, default: 0] - result[delivered, default: 0] - discarded(in: result) - own.queued
    add(missing, to: discarded(Account.corrupt))
    add(-missing, to: captured)
  }

  /// A count that is zero and was never written stays so.
  private func set(_ result: inout [String: Int64], _ name: String, _ value: Int64) {
    if value != result[name, default: 0] { result[name] = value }
  }
}

extension Account {
  /// A count outside this range is damage. Sums of counts inside it do not overflow.
  static let plausible: ClosedRange<Int64> = 0...(1 << 53)

  static func isShed(_ name: String) -> Bool { name.hasPrefix(shed("")) }
}
