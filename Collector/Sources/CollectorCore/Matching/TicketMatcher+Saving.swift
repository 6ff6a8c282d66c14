// Saving the indexes to a file while they are in use. A saving reads them without the lock, so that it holds up no question:
// what is to be added waits for its end, and what is to be removed ends it.
import Foundation
import TellbackMatch
import TellbackWire

extension TicketMatcher {
  /// What saving needs to know.
  struct SavingState {
    var isUnderWay = false
    /// The saving under way is to end without a file.
    var isAbandoned = false
    /// Reports that came while a saving was under way.
    var waiting: [PlacedReport] = []
    /// Reports added since the last file.
    var added = 0
    /// There is a file of the indexes, older by ``added`` reports.
    var isKept = false
    /// How often something was to be erased.
    var erasures = 0
  }

  /// How far the file is behind.
  public struct Lag: Sendable, Equatable {
    /// Reports in the indexes that the file does not have.
    public var reports: Int
    /// There is a file.
    public var isKept: Bool
    /// What is in memory holds erased words and is not written: ``rebuild(from:)`` comes first.
    public var holdsErased: Bool

    public init(reports: Int, isKept: Bool, holdsErased: Bool) {
      self.reports = reports
      self.isKept = isKept
      self.holdsErased = holdsErased
    }
  }

  /// Nil while the indexes are built.
  public var lag: Lag? {
    lock.withLock {
      isReady ? Lag(reports: saving.added, isKept: saving.isKept, holdsErased: holdsErased) : nil
    }
  }

  /// More reports than these do not wait for a saving: it is abandoned.
  static let mostWaiting = 20_000

  /// Hands out the indexes, to be written to a file; nil while they are built or saved, when there is nothing in them, and when
  /// they hold what was erased. Questions are answered meanwhile. `body` returns what it made, or nil when `isAbandoned` became
  /// true; it must look often, since an erasure waits for its end. Call it on a thread that may block.
  public func save<Value>(
    _ body: (_ indexes: [AppID: MatchIndex], _ last: Int64, _ report: ReportID, _ isAbandoned: () -> Bool) throws ->
      Value?
  ) rethrows -> Value? {
    let found = lock.withLock { () -> ([AppID: MatchIndex], Int64, ReportID)? in
      guard isReady, !holdsErased, !saving.isUnderWay, let id = last.id else { return nil }
      saving.isUnderWay = true
      saving.isAbandoned = false
      return (indexes, last.sequence, id)
    }
    guard let (indexes, last, report) = found else { return nil }
    var isKept = false
    defer { endSaving(isKept: isKept) }
    let made = try body(indexes, last, report) {
      lock.withLock { saving.isAbandoned || saving.waiting.count > Self.mostWaiting }
    }
    isKept = made != nil
    return made
  }

  private func endSaving(isKept: Bool) {
    lock.withLock {
      saving.isUnderWay = false
      if isKept {
        saving.added = 0
        saving.isKept = true
      }
      for report in saving.waiting { insert(report) }
      saving.waiting = []
      lock.broadcast()
    }
  }

  /// Ends a saving under way soon, without a file.
  public func abandonSaving() {
    lock.withLock { saving.isAbandoned = true }
  }

  /// Reports are about to be erased: ends a saving under way, waits for its end, and allows none until ``rebuild(from:)``.
  public func forbidSaving() {
    lock.withLock {
      holdsErased = true
      saving.erasures += 1
      saving.isKept = false
      saving.isAbandoned = true
      while saving.isUnderWay { lock.wait() }
    }
  }

  /// Builds the indexes anew from the store, without what was erased, and takes them in place of the old ones, which answer
  /// meanwhile. Both are in memory until then. False when something was erased meanwhile: try later.
  public func rebuild(from store: any Store) async throws -> Bool {
    let fresh = TicketMatcher()
    let erasures = lock.withLock { saving.erasures }
    while !Task.isCancelled {
      let before = lock.withLock { last.sequence }
      try await fresh.load(from: store)
      let isDone = lock.withLock { () -> Bool? in
        guard saving.erasures == erasures else { return false }
        // Digesting went on: what came meanwhile is read too. The last report may be an erased one, which is never read.
        guard !saving.isUnderWay, last.sequence == before || last.sequence <= fresh.last.sequence else { return nil }
        (indexes, indexed, last, holdsErased) = (fresh.indexes, fresh.indexed, fresh.last, false)
        return true
      }
      if let isDone { return isDone }
    }
    return false
  }
}
