// The lease of the work that one process does at a time: who has it, until when, and who has it next.
import CollectorCore
import CollectorSQLite
import Foundation
import StoreConformance
import Synchronization
import TellbackWire
import Testing

@testable import CollectorServer

@Suite struct WorkLeaseTests {
  /// Both clocks of a test, moved by hand.
  private final class Hand: Sendable {
    private let seconds = Mutex(1_000.0)
    func move(_ by: Double) { seconds.withLock { $0 += by } }
    var monotonic: Double { seconds.withLock { $0 } }
    var now: Timestamp { Timestamp(milliseconds: 1_750_000_000_000 + Int64(monotonic * 1_000)) }
  }

  private func withStore(_ body: (SharedStore, Hand) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/tellback-lease-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = SharedStore(try SQLiteStore(directory: folder))
    try await body(store, Hand())
    await store.close()
  }

  private func lease(_ store: any Store, _ hand: Hand) -> WorkLease {
    WorkLease(store: store, log: Log(.logfmt) { _ in }, clock: { hand.now }, monotonic: { hand.monotonic })
  }

  private func takes(_ lease: WorkLease) async throws { #expect(try await lease.take() != nil) }
  private func waits(_ lease: WorkLease) async throws { #expect(try await lease.take() == nil) }

  @Test func `one has it and renews it; after a crash another has it within ten seconds`() async throws {
    // A look just before the end misses it, and the next one finds it.
    #expect(Double(DigestLease.seconds) + WorkLease.interval <= 8)
    try await withStore { store, hand in
      let (ann, bob) = (lease(store, hand), lease(store, hand))
      #expect(!ann.isHeld)
      try await takes(ann)
      #expect(ann.isHeld && ann.takings == 1)
      for _ in 0..<20 {
        hand.move(1)
        try await waits(bob)
        #expect(!bob.isHeld)
        try await takes(ann)
        #expect(ann.isHeld)
      }
      #expect(ann.takings == 1)
      // Ann's process has died.
      hand.move(Double(DigestLease.seconds) + WorkLease.interval)
      try await takes(bob)
      #expect(bob.isHeld && bob.takings == 1)
      try await waits(ann)
      #expect(!ann.isHeld)
      await bob.end()
      #expect(!bob.isHeld)
      try await takes(ann)
      #expect(ann.takings == 2)
    }
  }

  @Test func `who cannot renew it stops before another may begin`() async throws {
    try await withStore { store, hand in
      let (ann, bob) = (lease(store, hand), lease(store, hand))
      _ = try await ann.take()
      hand.move(Double(DigestLease.seconds) - WorkLease.margin)
      #expect(!ann.isHeld)
      try await waits(bob)
      hand.move(WorkLease.margin)
      try await takes(bob)
    }
  }

  @Test func `a store of its own needs no asking`() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/tellback-lease-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try SQLiteStore(directory: folder)
    #expect(lease(store, Hand()).isHeld)
    await store.close()
  }
}
