// Volatile parts by what they measure: sizes, durations, amounts, addresses, however they are written.

extension VolatileScanner {
  // MARK: Sizes and durations

  /// The class and the end of what is measured from `start` on: `1,234 MB`, `1.5GB`, `2m30s`, `PT5M`, `3rd`, `1920x1080`.
  /// Nil for a plain number and for a word that begins with a digit (`3D`, `2FA`).
  func measure(from start: Int) -> (class: UInt8, end: Int)? {
    if text[start] == 0x70 { return periodEnd(from: start).map { (Class.duration, $0) } }
    if text[start] == 0x24 { return priceEnd(from: start).map { (Class.number, $0) } }
    guard isDigit(text[start]) else { return nil }
    let number = numeralEnd(from: start)
    guard number < text.count else { return nil }
    if isWord(text[number]) { return gluedMeasure(start, number) }
    guard text[number] == 0x20, number + 1 < text.count, isWord(text[number + 1]) else { return nil }
    let end = tokenEnd(from: number + 1)
    let unit = text[(number + 1)..<end]
    if Self.sizes.contains(unit) { return (Class.size, end) }
    return Self.durations.contains(unit) ? (Class.duration, end) : nil
  }

  private func gluedMeasure(_ start: Int, _ number: Int) -> (class: UInt8, end: Int)? {
    var end = lettersEnd(from: number)
    let unit = text[number..<end]
    let isAlone = end == text.count || !isWord(text[end])
    if isAlone {
      if Self.sizes.contains(unit) { return (Class.size, end) }
      if Self.ordinals.contains(unit) { return (Class.number, end) }
      // The letters are read as a word of their own, as in "12 px".
      if Self.otherUnits.contains(unit) { return (Class.number, number) }
    }
    if unit.elementsEqual([0x65]), let exponent = exponentEnd(from: end) { return (Class.number, exponent) }
    // "0x10" is hexadecimal.
    if unit.elementsEqual([0x78]), !isAlone, isDigit(text[end]), text[start] != 0x30 {
      return extentEnd(from: end).map { (Class.number, $0) }
    }
    // An iPhone 5s is no duration.
    if isAlone, text[previousWord].elementsEqual("iphone".utf8) { return nil }
    var letters = unit
    // "3d" alone is a shape; "1d4h" is a duration.
    if isAlone, letters.elementsEqual([0x64]) { return nil }
    while Self.durations.contains(letters) || Self.gluedDurations.contains(letters) {
      guard end < text.count, isDigit(text[end]) else {
        return end == text.count || !isWord(text[end]) ? (Class.duration, end) : nil
      }
      let next = numeralEnd(from: end)
      end = lettersEnd(from: next)
      letters = text[next..<end]
    }
    return nil
  }

  private func lettersEnd(from start: Int) -> Int {
    var end = start
    while end < text.count, isWord(text[end]), !isDigit(text[end]) { end += 1 }
    return end
  }

  /// `1.5e-3`.
  private func exponentEnd(from start: Int) -> Int? {
    var index = start
    if index < text.count, text[index] == 0x2B || text[index] == 0x2D { index += 1 }
    let digits = index
    while index < text.count, isDigit(text[index]) { index += 1 }
    return index > digits && (index == text.count || !isWord(text[index])) ? index : nil
  }

  /// The rest of `1920x1080` or `10x20x30`, with its `px`.
  private func extentEnd(from start: Int) -> Int? {
    var index = start
    while index < text.count, isDigit(text[index]) || text[index] == 0x78 || text[index] == 0x2E { index += 1 }
    if index + 1 < text.count, text[index] == 0x70, text[index + 1] == 0x78 { index += 2 }
    return index == text.count || !isWord(text[index]) ? index : nil
  }

  /// A duration of ISO 8601, such as `PT5M` or `P1DT2H`.
  private func periodEnd(from start: Int) -> Int? {
    var index = start + 1
    var hasTime = false
    var parts = 0
    while index < text.count, isWord(text[index]) {
      if text[index] == 0x74, !hasTime {
        hasTime = true
        index += 1
        continue
      }
      let number = numeralEnd(from: index)
      guard number > index, number < text.count else { return nil }
      switch text[number] {
      case 0x64, 0x77, 0x79: guard !hasTime else { return nil }
      case 0x68, 0x73: guard hasTime else { return nil }
      case 0x6D: break
      default: return nil
      }
      parts += 1
      index = number + 1
    }
    return parts > 0 && (hasTime || text[index - 1] == 0x64 || text[index - 1] == 0x77) ? index : nil
  }

  /// `$1,234.50`; `$1` alone is a parameter's name.
  private func priceEnd(from start: Int) -> Int? {
    guard start + 1 < text.count, isDigit(text[start + 1]), let end = numberEnd(from: start + 1) else { return nil }
    return text[(start + 1)..<end].allSatisfy(isDigit) ? nil : end
  }

  /// What a number with marks is: an IPv4 address, a time on a clock that counts (`00:01:02`), or a number.
  func numberClass(_ range: Range<Int>) -> UInt8 {
    let marks = text[range].filter { !isDigit($0) }
    if marks.starts(with: [0x2E, 0x2E, 0x2E]), marks.dropFirst(3).allSatisfy({ $0 == 0x3A || $0 == 0x2F }) {
      return Class.address
    }
    let isClock = marks.first == 0x3A && marks.allSatisfy { $0 == 0x3A || $0 == 0x2E || $0 == 0x2C }
    // After a date, or after "at", it is a time of day.
    if isClock, output.last != Class.number, !Self.momentWords.contains(text[previousWord]) { return Class.duration }
    return Class.number
  }

  // MARK: Addresses

  /// The end of an IPv6 address (RFC 4291, section 2.2) with its zone and port, or of a MAC address.
  func addressEnd(from start: Int) -> Int? {
    hardwareEnd(from: start) ?? internetEnd(from: start)
  }

  private func hexEnd(from start: Int, atMost count: Int) -> Int {
    var end = start
    while end < text.count, end - start < count, VolatileToken.isHex(text[end]) { end += 1 }
    return end
  }

  /// `00:1b:44:11:3a:b7`, with `-` between, or `001b.4411.3ab7`.
  private func hardwareEnd(from start: Int) -> Int? {
    guard start + 14 <= text.count, VolatileToken.isHex(text[start]) else { return nil }
    let size = hexEnd(from: start, atMost: 4) - start
    guard size == 2 || size == 4, start + size < text.count else { return nil }
    let mark = text[start + size]
    guard size == 2 ? mark == 0x3A || mark == 0x2D : mark == 0x2E else { return nil }
    var index = start
    var parts = 0
    var hasLetter = false
    while hexEnd(from: index, atMost: size) == index + size {
      if text[index..<(index + size)].contains(where: { !isDigit($0) }) { hasLetter = true }
      parts += 1
      index += size
      guard index + 1 < text.count, text[index] == mark, VolatileToken.isHex(text[index + 1]), parts < 8 else { break }
      index += 1
    }
    let isWhole = size == 2 ? parts == 6 || parts == 8 : parts == 3 && hasLetter
    return isWhole && (index == text.count || !isWord(text[index])) ? index : nil
  }

  private func internetEnd(from start: Int) -> Int? {
    guard start == 0 || !isWord(text[start - 1]) else { return nil }
    var index = start
    var groups = 0
    var colons = 0
    var isShortened = false
    var hasDigit = false
    var lastGroup = start
    while index < text.count, index - start < 45 {
      let end = hexEnd(from: index, atMost: 4)
      if end > index {
        groups += 1
        lastGroup = index
        if text[index..<end].contains(where: isDigit) { hasDigit = true }
      }
      index = end
      guard index < text.count, text[index] == 0x3A else { break }
      let isDouble = index + 1 < text.count && text[index + 1] == 0x3A
      guard isDouble || end > start, isDouble || index + 1 < text.count && VolatileToken.isHex(text[index + 1]) else {
        break
      }
      if isDouble {
        guard !isShortened else { return nil }
        isShortened = true
      }
      colons += 1
      index += isDouble ? 2 : 1
    }
    // C++ writes `db::add`: an address has a digit, and either all of its groups or the two colons.
    guard hasDigit, isShortened ? groups <= 7 : groups == 8, colons > 0 else { return nil }
    // The last 32 bits may be written as IPv4.
    if index < text.count, text[index] == 0x2E, let end = numberEnd(from: lastGroup), end > index { index = end }
    if index < text.count, text[index] == 0x25 { index = tokenEnd(from: min(index + 1, text.count)) }
    guard index == text.count || !isWord(text[index]) else { return nil }
    if index + 2 < text.count, text[index] == 0x5D, text[index + 1] == 0x3A, isDigit(text[index + 2]) {
      index = numeralEnd(from: index + 2)
    }
    return index
  }

  // MARK: Units

  private static let sizes = WordTable(
    """
    byte bytes octet octets bit bits kb mb gb tb pb kib mib gib tib kbyte kbytes mbyte mbytes gbyte gbytes kilobyte \
    kilobytes megabyte megabytes gigabyte gigabytes terabyte terabytes ko mo кб мб гб тб байт байта байтов
    """)
  private static let durations = WordTable(
    """
    ns us µs μs ms s sec secs second seconds msec msecs usec min mins minute minutes h hr hrs hour hours day days week \
    weeks millisecond milliseconds microsecond microseconds nanosecond nanoseconds sekunde sekunden minuten stunde \
    stunden tag tage tagen woche wochen seconde secondes heure heures jour jours segundo segundos minuto minutos hora \
    horas dia dias сек секунд минут часов
    """)
  /// Units of time that are other things where they stand alone.
  private static let gluedDurations = WordTable("m d w")
  private static let ordinals = WordTable("st nd rd th x k")
  private static let otherUnits = WordTable(
    "px pt dpi hz khz mhz ghz rpm km cm mm kg fps v w mah em rem kbps mbps gbps")
  private static let momentWords = WordTable("at on since until till before um am seit le a del alle um")
}
