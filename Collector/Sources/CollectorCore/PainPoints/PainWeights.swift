// By how much severity, segment and trend weigh in the ranking: settings, none in code.
import TellbackWire

/// All weights are whole percent: 100 leaves a number as it is.
public struct PainWeights: Sendable, Equatable {
  public static let most: Int64 = 10_000
  /// Segments of one app with a weight of their own.
  public static let segmentLimit = 100

  public var low: Int64
  public var medium: Int64
  public var high: Int64
  public var critical: Int64
  /// What a doubling within four weeks adds; a halving takes off as much.
  public var trend: Int64
  /// By app and segment; others count 100.
  public var segments: [AppID: [String: Int64]]
  /// Whom pain points escalate to that name nobody.
  public var escalatesTo: Int64?

  public init(
    low: Int64 = 50, medium: Int64 = 100, high: Int64 = 200, critical: Int64 = 400, trend: Int64 = 25,
    segments: [AppID: [String: Int64]] = [:], escalatesTo: Int64? = nil
  ) {
    self.low = low
    self.medium = medium
    self.high = high
    self.critical = critical
    self.trend = trend
    self.segments = segments
    self.escalatesTo = escalatesTo
  }

  public func of(_ severity: Severity) -> Int64 {
    switch severity {
    case .low: low
    case .medium: medium
    case .high: high
    case .critical: critical
    }
  }

  public func of(_ segment: String, app: AppID) -> Int64 { segments[app]?[segment] ?? 100 }

  /// Throws ``PainError`` for what no weight can be.
  func check() throws {
    let all = [low, medium, high, critical, trend] + segments.values.flatMap(\.values)
    guard all.allSatisfy({ (0...Self.most).contains($0) }), trend <= 100 else { throw PainError.badWeight(Self.most) }
    for names in segments.values {
      guard names.count <= Self.segmentLimit else { throw PainError.tooManyWeights }
      for name in names.keys where name.utf8.count > WireLimits.segment {
        throw PainError.tooLong(.segment, bytes: name.utf8.count, limit: WireLimits.segment)
      }
    }
  }
}
