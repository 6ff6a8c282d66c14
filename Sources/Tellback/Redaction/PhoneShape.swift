// Telephone numbers by their shape. Versions, prices, dates, times and line numbers have other shapes and stay.

enum PhoneShape {
  /// The digits of a number, and how they are grouped.
  private struct Groups {
    var sizes: [Int] = []
    var values: [Int] = []
    var digits = 0
    var end = 0
    var hasParenthesis = false
    var hasDotOrDash = false
  }

  /// Finds a number that starts at `index` with a digit, `+` or `(`.
  static func find(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
    let first = bytes[index]
    let before = bytes.byte(index - 1)
    // Behind these the digits belong to something else: a fraction, a path, a time, a range, an amount.
    if first.isDigit {
      if before == UInt8(ascii: ".") || before == UInt8(ascii: "/") || before == UInt8(ascii: "-")
        || before == UInt8(ascii: "#") || before == UInt8(ascii: "$") || before == UInt8(ascii: ",")
      {
        return nil
      }
      if before == UInt8(ascii: ":"), bytes.byte(index - 2).isWord { return nil }
      guard
        first == UInt8(ascii: "0") || bytes.byte(index + 3) == UInt8(ascii: "-")
          || bytes.byte(index + 3) == UInt8(ascii: ".") || bytes.byte(index + 1) == UInt8(ascii: "-")
      else { return nil }
    }
    guard let groups = groups(bytes, from: first == UInt8(ascii: "+") ? index + 1 : index) else { return nil }
    // A word, a fraction or a time goes on behind it.
    let after = bytes.byte(groups.end)
    if after.isWord { return nil }
    if after == UInt8(ascii: ":") || after == UInt8(ascii: ",") || after == UInt8(ascii: "."),
      bytes.byte(groups.end + 1).isDigit
    {
      return nil
    }
    let second = bytes.byte(index + 1)
    let isPhone =
      switch first {
      case UInt8(ascii: "+"): second >= UInt8(ascii: "1") && second <= UInt8(ascii: "9") && isInternational(groups)
      case UInt8(ascii: "0"): isTrunk(groups, second, bytes.byte(index + 2))
      default: isNorthAmerican(groups)
      }
    return isPhone ? index..<groups.end : nil
  }

  private static func isInternational(_ groups: Groups) -> Bool { (8...15).contains(groups.digits) }

  /// `0041 44 …`, `044 …`, `(0)44 …`: a date never has so many digits, or it is told by its year.
  private static func isTrunk(_ groups: Groups, _ second: UInt8, _ third: UInt8) -> Bool {
    if second == UInt8(ascii: "0") {
      return third >= UInt8(ascii: "1") && third <= UInt8(ascii: "9") && (11...16).contains(groups.digits)
    }
    guard second.isDigit else { return false }
    if groups.sizes.count == 1 { return groups.digits == 10 || groups.digits == 11 }
    let isDate =
      groups.sizes.count >= 3 && groups.sizes[0] == 2 && groups.sizes[1] == 2 && groups.sizes[2] == 4
      && groups.values[0] <= 31 && groups.values[1] <= 31
    return !isDate && (9...12).contains(groups.digits) && groups.sizes.allSatisfy { $0 >= 2 }
  }

  /// `(555) 123-4567`, `555-123-4567`, `1-800-555-1234`. Spaces alone could be any three numbers.
  private static func isNorthAmerican(_ groups: Groups) -> Bool {
    var sizes = groups.sizes[...]
    var values = groups.values[...]
    if sizes.first == 1, values.first == 1 {
      sizes = sizes.dropFirst()
      values = values.dropFirst()
    }
    guard sizes.elementsEqual([3, 3, 4]), let area = values.first, area >= 200 else {
      // `(044) 668 18 00`
      return groups.hasParenthesis && values.first.map { $0 < 100 } == true && (9...12).contains(groups.digits)
    }
    return groups.hasParenthesis || groups.hasDotOrDash
  }

  /// Digits with single separators between them; nil when there are too few or too many to be a number.
  private static func groups(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Groups? {
    var groups = Groups()
    var position = start
    var size = 0
    var value = 0
    func close() {
      guard size > 0 else { return }
      groups.sizes.append(size)
      groups.values.append(value)
      groups.end = position
      size = 0
      value = 0
    }
    while groups.digits <= 16 {
      let byte = bytes.byte(position)
      if byte.isDigit {
        size += 1
        value = min(value * 10 + Int(byte & 15), 1_000_000)
        groups.digits += 1
        position += 1
        continue
      }
      close()
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"):
        if byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") { groups.hasDotOrDash = true }
        let next = bytes.byte(position + 1)
        guard next.isDigit || next == UInt8(ascii: "(") else { return finish(groups) }
      case UInt8(ascii: "("):
        guard bytes.byte(position + 1).isDigit else { return finish(groups) }
        groups.hasParenthesis = true
      case UInt8(ascii: ")"):
        guard groups.hasParenthesis else { return finish(groups) }
        groups.end = position + 1
        if bytes.byte(position + 1) == UInt8(ascii: " "), bytes.byte(position + 2).isDigit { position += 1 }
      default: return finish(groups)
      }
      position += 1
    }
    return nil
  }

  private static func finish(_ groups: Groups) -> Groups? { groups.digits >= 8 ? groups : nil }
}
