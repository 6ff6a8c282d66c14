// The app keys that count now, in memory. Invariant: a revoked key is gone from here before the command that revoked it ends.
import CollectorCore
import Synchronization

/// Who may send, by the hash of the key.
final class ActiveKeys: Sendable {
  struct Entry: Sendable {
    var app: AppID
    var quota: IngestQuota
  }

  private let entries = Mutex<[[UInt8]: Entry]>([:])

  /// Reads all active keys again.
  func reload(from store: any Store) async throws {
    let fresh = try await store.read { reads in
      let quotas = Dictionary(try reads.apps().map { ($0.id, $0.quota) }) { first, _ in first }
      var fresh: [[UInt8]: Entry] = [:]
      for key in try reads.activeKeys() {
        fresh[key.hash] = Entry(app: key.app, quota: quotas[key.app] ?? IngestQuota())
      }
      return fresh
    }
    entries.withLock { $0 = fresh }
  }

  func entry(hash: [UInt8]) -> Entry? { entries.withLock { $0[hash] } }

  var count: Int { entries.withLock { $0.count } }
}
