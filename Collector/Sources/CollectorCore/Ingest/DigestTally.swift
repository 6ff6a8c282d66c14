// What the digest came to, for one report and for a batch.

/// What digesting one report came to.
public enum DigestOutcome: Sendable, Equatable {
  /// It opened this ticket.
  case opened(Int64)
  /// It joined this ticket.
  case attached(Int64)
  /// No ticket could be made of it; it is quarantined with this reason.
  case quarantined(String)
  /// Its sender is blocked, by the block of this id.
  case keptBack(Int64)
}

/// What digesting a batch came to.
public struct DigestTally: Sendable, Equatable {
  public var opened = 0
  public var attached = 0
  public var quarantined = 0
  public var keptBack = 0

  public init() {}

  public var total: Int { opened + attached + quarantined + keptBack }

  public mutating func add(_ outcome: DigestOutcome) {
    switch outcome {
    case .opened: opened += 1
    case .attached: attached += 1
    case .quarantined: quarantined += 1
    case .keptBack: keptBack += 1
    }
  }
}

/// One of several reports that were digested together cannot be: do it once more, each apart.
public struct DigestedApart: Error {
  public init() {}
}
