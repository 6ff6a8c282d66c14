// The reports that harnesses make: words by group, attachments by report. They can be made again, so checks compare
// bytes.
public enum Wording {
  /// The words of a group; `number` differs from report to report, and numbers do not count where tickets are joined.
  public static func text(group: Int, number: Int) -> String {
    var random = SeededRandom(seed: UInt64(group) &* 7_919 &+ 11)
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    // No word is shared between groups, so nothing but the group joins them.
    let words = (0..<7).map { _ in String((0..<(6 + random.below(3))).map { _ in letters[random.below(26)] }) }
    return words.joined(separator: " ") + " \(number)"
  }

  /// The bytes of attachment `index` of a report with these words.
  public static func attachment(of text: String, index: Int, size: Int) -> [UInt8] {
    var random = SeededRandom(seed: text.utf8.reduce(UInt64(index)) { ($0 &* 31) &+ UInt64($1) })
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size + 8)
    while bytes.count < size { withUnsafeBytes(of: random.next()) { bytes.append(contentsOf: $0) } }
    return Array(bytes.prefix(size))
  }
}
