// The newest rules that were read, so that a batch of the digest asks for one number. Invariant: what is used inside a
// transaction is what the store holds in it.
import Synchronization

/// Keeps the rules between transactions. The store stays the one that knows: each transaction compares the stamp.
final class RuleBooks: Sendable {
  private let newest = Mutex(RuleBook([]))

  /// What was read last: for work outside of a transaction, which is done anew when rules have changed since.
  var latest: RuleBook { newest.withLock { $0 } }

  /// The rules as they stand in this transaction.
  func current(in store: any RoutingReads) throws -> RuleBook {
    let (stamp, known) = (try store.routingStamp(), latest)
    if stamp == known.stamp { return known }
    let book = RuleBook(try store.routingRules(), stamp: stamp)
    newest.withLock { $0 = book }
    return book
  }
}
