// How a benchmark tells its result: one JSON object a line on standard output, words on standard error.
import Foundation

/// One figure, with the same work done by a reference in the same run where there is one.
public struct Measurement: Sendable {
  /// Such as `sdk.report.p50`: what Tests/bench looks its target up by.
  public var name: String
  public var value: Double
  /// Such as `us`, `reports/s` or `MB`.
  public var unit: String
  /// What did the same work, such as `sqlite3 insert`.
  public var reference: String?
  public var referenceValue: Double?

  public init(
    _ name: String, _ value: Double, _ unit: String, reference: String? = nil, _ referenceValue: Double? = nil
  ) {
    self.name = name
    self.value = value
    self.unit = unit
    self.reference = reference
    self.referenceValue = referenceValue
  }

  /// `value / referenceValue`; nil without a reference.
  public var ratio: Double? {
    guard let referenceValue, referenceValue > 0 else { return nil }
    return value / referenceValue
  }

  /// One line of JSON, with its end.
  public var line: String {
    let parts = [
      "\"name\":\"\(name)\"", "\"value\":\(Self.text(value))", "\"unit\":\"\(unit)\"",
      "\"reference\":\(reference.map { "\"\($0)\"" } ?? "null")",
      "\"reference_value\":\(referenceValue.map(Self.text) ?? "null")", "\"ratio\":\(ratio.map(Self.text) ?? "null")",
    ]
    return "{\(parts.joined(separator: ","))}\n"
  }

  /// Prints the line.
  public func report() {
    FileHandle.standardOutput.write(Data(line.utf8))
  }

  private static func text(_ number: Double) -> String {
    guard number.isFinite else { return "null" }
    return String(format: "%.4g", number).contains("e")
      ? String(format: "%.0f", number) : String(format: "%.4g", number)
  }
}

/// Times that were measured one by one.
public struct Durations: Sendable {
  private var nanoseconds: [Int64] = []

  public init(reservingCapacity capacity: Int = 0) { nanoseconds.reserveCapacity(capacity) }

  public mutating func add(_ duration: Duration) {
    let parts = duration.components
    nanoseconds.append(parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000)
  }

  /// Times `work` once.
  public mutating func time<Value>(_ work: () throws -> Value) rethrows -> Value {
    let start = ContinuousClock.now
    let value = try work()
    add(ContinuousClock.now - start)
    return value
  }

  /// The time in microseconds that `share` of the runs stay within; 0 when nothing was measured.
  public func percentile(_ share: Double) -> Double {
    guard !nanoseconds.isEmpty else { return 0 }
    let sorted = nanoseconds.sorted()
    let index = min(max(Int((Double(sorted.count) * share).rounded(.up)) - 1, 0), sorted.count - 1)
    return Double(sorted[index]) / 1_000
  }
}

/// Writes words for a person to standard error.
public func note(_ text: String) {
  FileHandle.standardError.write(Data((text + "\n").utf8))
}
