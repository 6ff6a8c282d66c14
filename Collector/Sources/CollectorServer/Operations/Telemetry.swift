// What this process counts of itself. Totals that must outlive it are the store's.
import CollectorCore
import Synchronization

/// Counters behind one short lock.
final class Telemetry: Sendable {
  struct Values: Sendable {
    /// Answers to reports that were taken or known, by outcome.
    var outcomes: [String: Int64] = [:]
    /// Answers to messages that were taken or known, by outcome.
    var messages: [String: Int64] = [:]
    /// Reports, or whole requests where reports could not be told apart, that were refused, by reason.
    var refused: [String: Int64] = [:]
    /// Refusals that the store has not been told of yet.
    var unsaved: [String: Int64] = [:]
    /// What envelopes held beside words, which the store has not been told of yet.
    var unsavedEnvelopes: [EnvelopeCount: Int64] = [:]
    /// From handing reports to the store until its synced commit.
    var commit = Histogram()
    /// One transaction of the digest.
    var digestBatch = Histogram()
    var digested = DigestTally()
    var digestFailures: Int64 = 0
    var matchFailures: Int64 = 0
    var attachments: Int64 = 0
    /// Days of installations that were counted.
    var heartbeats: Int64 = 0
    /// How often something was erased, and how many of these the files were purged of. What an earlier run erased is unknown
    /// at the start.
    var erasures = 1
    var purged = 0
    /// Files may still hold words of what was erased, until the purge is over.
    var isPurgePending: Bool { purged < erasures }
  }

  private let state = Mutex(Values())

  var values: Values { state.withLock { $0 } }

  func count(_ outcomes: [IngestOutcome], seconds: Double) {
    state.withLock { state in
      state.commit.observe(seconds)
      for outcome in outcomes {
        switch outcome {
        case .accepted: state.outcomes["accepted", default: 0] += 1
        case .duplicate: state.outcomes["duplicate", default: 0] += 1
        case .erased: state.outcomes["erased", default: 0] += 1
        case .conflict: Self.refuse(&state, "id_conflict", 1)
        }
      }
    }
  }

  func count(_ outcome: MessageOutcome) {
    state.withLock { state in
      switch outcome {
      case .accepted: state.messages["accepted", default: 0] += 1
      case .duplicate: state.messages["duplicate", default: 0] += 1
      case .erased: state.messages["erased", default: 0] += 1
      case .conflict: Self.refuse(&state, "message_id_conflict", 1)
      case .unknownReport: Self.refuse(&state, "message_unknown_report", 1)
      }
    }
  }

  func countRefused(_ reason: String, by count: Int64 = 1) {
    state.withLock { Self.refuse(&$0, reason, count) }
  }

  func count(_ number: Int64, _ count: EnvelopeCount) {
    state.withLock { $0.unsavedEnvelopes[count, default: 0] += number }
  }

  func countDigest(_ tally: DigestTally, seconds: Double) {
    state.withLock { state in
      state.digestBatch.observe(seconds)
      state.digested.opened += tally.opened
      state.digested.attached += tally.attached
      state.digested.quarantined += tally.quarantined
      state.digested.keptBack += tally.keptBack
    }
  }

  func countDigestFailure() { state.withLock { $0.digestFailures += 1 } }
  func countMatchFailure() { state.withLock { $0.matchFailures += 1 } }
  func countAttachment() { state.withLock { $0.attachments += 1 } }

  func countHeartbeats(_ count: Int) { state.withLock { $0.heartbeats += Int64(count) } }

  func noteErasure() { state.withLock { $0.erasures += 1 } }
  /// The files hold nothing of the first `erasures` any more.
  func notePurged(_ erasures: Int) { state.withLock { $0.purged = max($0.purged, erasures) } }
  var erasures: Int { state.withLock { $0.erasures } }
  var isPurgePending: Bool { state.withLock { $0.isPurgePending } }

  /// Refusals to write down; they are forgotten here, so give them back with ``restore(_:)`` when writing fails.
  func takeUnsaved() -> [String: Int64] {
    state.withLock { state in
      defer { state.unsaved = [:] }
      return state.unsaved
    }
  }

  func restore(_ refusals: [String: Int64]) {
    state.withLock { $0.unsaved.merge(refusals, uniquingKeysWith: +) }
  }

  /// As ``takeUnsaved()``, of envelopes.
  func takeUnsavedEnvelopes() -> [EnvelopeCount: Int64] {
    state.withLock { state in
      defer { state.unsavedEnvelopes = [:] }
      return state.unsavedEnvelopes
    }
  }

  func restore(_ counts: [EnvelopeCount: Int64]) {
    state.withLock { $0.unsavedEnvelopes.merge(counts, uniquingKeysWith: +) }
  }

  private static func refuse(_ state: inout Values, _ reason: String, _ count: Int64) {
    state.refused[reason, default: 0] += count
    state.unsaved[reason, default: 0] += count
  }
}
