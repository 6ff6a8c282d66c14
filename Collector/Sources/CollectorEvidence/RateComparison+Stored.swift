// A comparison as bytes, so that it goes on where it stopped and nothing is counted again.
import Foundation

extension RateComparison {
  /// Grows with the form of what is stored, and with the grid or a mixture that is changed.
  private static let form: UInt8 = 1

  /// All that it holds but its mixture: some 1,600 bytes, little-endian.
  public var stored: [UInt8] {
    var bytes = [Self.form]
    for number in [newEvents, oldEvents, unexplained] { bytes.append(UInt64(bitPattern: number)) }
    for number in [expectedNew] + logLikelihoods { bytes.append(number.bitPattern) }
    return bytes
  }

  /// Nil for bytes of another form, or that hold no finite numbers.
  public init?(stored bytes: [UInt8], mixture: RatioMixture) {
    guard bytes.count == 1 + 8 * (4 + RatioGrid.count), bytes.first == Self.form else { return nil }
    let words = stride(from: 1, to: bytes.count, by: 8).map { start in
      bytes[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
    let numbers = words.dropFirst(3).map { Double(bitPattern: $0) }
    let counts = words.prefix(3).map { Int64(bitPattern: $0) }
    guard numbers.allSatisfy(\.isFinite), counts.allSatisfy({ $0 >= 0 }) else { return nil }
    self.init(mixture: mixture)
    (newEvents, oldEvents, unexplained) = (counts[0], counts[1], counts[2])
    expectedNew = numbers[0]
    logLikelihoods = Array(numbers.dropFirst())
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ word: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) { append(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
  }
}
