// Payment cards: 13 to 19 digits, alone or in groups, that pass the Luhn check (ISO/IEC 7812-1, annex B).

enum CardShape {
  /// Finds a card whose first digit stands at `index`.
  static func find(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
    // Cards for people start with 2 to 6; moments in milliseconds and microseconds start with 1.
    guard (UInt8(ascii: "2")...UInt8(ascii: "6")).contains(bytes[index]) else { return nil }
    // A decimal fraction is no card.
    let before = bytes.byte(index - 1)
    if before == UInt8(ascii: "."), bytes.byte(index - 2).isDigit { return nil }
    var digits = 0
    var odd: UInt = 0
    var even: UInt = 0
    var group = 0
    var groups = 0
    var found: Int?
    var position = index
    while digits < 20 {
      let byte = bytes.byte(position)
      if byte.isDigit {
        let digit = UInt(byte & 15)
        let doubled = digit * 2 > 9 ? digit * 2 - 9 : digit * 2
        // Which digits are doubled depends on the count, so both sums run along.
        (odd, even) = digits & 1 == 0 ? (odd + doubled, even + digit) : (odd + digit, even + doubled)
        digits += 1
        group += 1
        position += 1
        continue
      }
      // A group ends here. The longest start of whole groups that passes is the card.
      groups += 1
      let sum = digits & 1 == 0 ? odd : even
      if (13...19).contains(digits), sum % 10 == 0, !byte.isWord { found = position }
      guard byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-"), bytes.byte(position + 1).isDigit,
        groups == 1 ? group == 4 : group >= 3
      else { break }
      group = 0
      position += 1
    }
    guard let found, !(bytes.byte(found) == UInt8(ascii: ".") && bytes.byte(found + 1).isDigit) else { return nil }
    return index..<found
  }
}
