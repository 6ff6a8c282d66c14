// Comparing secrets: how long it takes says nothing about where two of them differ.

public enum ConstantTime {
  /// True when both have the same bytes. O(bytes), whatever they are; only the lengths, which are no secret, end it early.
  public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for (one, other) in zip(left, right) { difference |= one ^ other }
    return difference == 0
  }
}
