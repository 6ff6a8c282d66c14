// The app keys that count now, in memory. Invariant: a revoked key is gone from here before the command that revoked it ends, and from
// other processes within a second of it.
import CollectorCore
import Synchronization

/// Who may send, by the hash of the key.
final class ActiveKeys: Sendable {
  struct Entry: Sendable {
    var app: AppID
    var quota: IngestQuota
  }

  private struct State: Sendable {
    var entries: [[UInt8]: Entry] = [:]
    /// By the public key of 16 bytes that Sentry's SDKs send.
    var envelopeEntries: [[UInt8]: Entry] = [:]
    /// Web keys by their text, also those that are refused: a page is told why.
    var pageKeys: [String: PageKey] = [:]
    /// Origins of which some web key is active.
    var pageOrigins: Set<String> = []
    /// The newest change of the snapshot that they were read from.
    var followed: Int64 = -1
  }

  private let state = Mutex(State())

  /// Reads all active keys again.
  func reload(from store: any Store) async throws {
    let fresh = try await store.read { reads in
      let quotas = Dictionary(try reads.apps().map { ($0.id, $0.quota) }) { first, _ in first }
      var fresh: [[UInt8]: Entry] = [:]
      for key in try reads.activeKeys() {
        fresh[key.hash] = Entry(app: key.app, quota: quotas[key.app] ?? IngestQuota())
      }
      var envelopes: [[UInt8]: Entry] = [:]
      for key in try reads.activeEnvelopeKeys() {
        envelopes[key.key] = Entry(app: key.app, quota: quotas[key.app] ?? IngestQuota())
      }
      let webKeys = try reads.webKeys()
      return State(
        entries: fresh, envelopeEntries: envelopes,
        pageKeys: Dictionary(webKeys.map { ($0.key, PageKey($0)) }) { first, _ in first },
        pageOrigins: Set(webKeys.filter(\.isActive).flatMap { $0.origins.map(\.text) }),
        followed: try reads.newestChange())
    }
    // Of two that read at once the newer snapshot stays.
    state.withLock { if fresh.followed >= $0.followed { $0 = fresh } }
  }

  /// Reads them again if another process changed some.
  func catchUp(from store: any Store) async throws {
    var after = state.withLock { $0.followed }
    while true {
      let from = after
      let (found, forgotten) = try await store.read {
        (try $0.changes(after: from, limit: ChangeFollower.chunk), try $0.forgottenChanges())
      }
      if from < forgotten || found.contains(where: { $0.change == .keys }) { return try await reload(from: store) }
      guard let last = found.last else { break }
      after = last.number
    }
    state.withLock { $0.followed = max($0.followed, after) }
  }

  func entry(hash: [UInt8]) -> Entry? { state.withLock { $0.entries[hash] } }

  /// Of a key that an envelope came with.
  func entry(envelopeKey: [UInt8]) -> Entry? { state.withLock { $0.envelopeEntries[envelopeKey] } }
  func pageKey(_ text: String) -> PageKey? { state.withLock { $0.pageKeys[text] } }

  func isPageOrigin(_ origin: String) -> Bool { state.withLock { $0.pageOrigins.contains(origin) } }

  var count: Int { state.withLock { $0.entries.count } }
}
