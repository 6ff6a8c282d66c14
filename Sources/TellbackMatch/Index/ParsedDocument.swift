// A report after reading: its distinct terms with how often they stand in title and text, its title in order and folded.
// Reused from report to report; holds at most `maximumTerms` distinct terms.

struct ParsedTerm {
  var hash: UInt64
  var start: UInt32
  var length: UInt16
  var inTitle: UInt8 = 0
  var inText: UInt8 = 0
  var flags: UInt8
  var kind: TermKind { TermKind(rawValue: hash & 15) ?? .volatile }
}

struct ParsedDocument {
  static let maximumTerms = 512
  static let maximumTitleTerms = 32
  static let maximumTitleBytes = 160
  static let maximumSteps = 20

  private(set) var terms: [ParsedTerm] = []
  /// The title's terms in order, as places in `terms`.
  private(set) var titleOrder: [UInt16] = []
  /// The title's letters and digits, folded, with single spaces.
  private(set) var titleBytes: [UInt8] = []
  /// What was read as the title.
  private(set) var titleSource = ""
  /// Words in the text, repeated ones counted.
  private(set) var length = 0

  private var reader = TermReader()
  private var slots = [UInt32](repeating: 0, count: 2048)
  private var stamp: UInt32 = 0

  mutating func parse(_ document: MatchDocument) {
    startOver()
    let title = document.title.isEmpty ? Self.firstSentence(of: document.text) : document.title.prefix(400)
    titleSource = String(title)
    read(titleSource, inTitle: true)
    foldTitle(titleSource)
    read(document.text, inTitle: false)
    for identifier in document.identifiers.prefix(64) {
      read(String(identifier.prefix(128)), inTitle: false, isShown: false)
    }
    addContext(document)
  }

  private mutating func startOver() {
    terms.removeAll(keepingCapacity: true)
    titleOrder.removeAll(keepingCapacity: true)
    titleBytes.removeAll(keepingCapacity: true)
    length = 0
    stamp &+= 1
    if stamp > 0xFFFF {
      stamp = 1
      for index in slots.indices { slots[index] = 0 }
    }
  }

  /// A term's place in the source is kept only where a person wrote it (`isShown`).
  private mutating func read(_ text: String, inTitle: Bool, isShown: Bool = true) {
    reader.removeAll()
    reader.read(text, inTitle: inTitle)
    for term in reader.terms {
      guard let place = place(term.hash, term.start, isShown ? term.length : 0, term.flags) else { continue }
      if inTitle {
        terms[place].inTitle = min(terms[place].inTitle + 1, 15)
        if titleOrder.count < Self.maximumTitleTerms { titleOrder.append(UInt16(place)) }
      } else {
        terms[place].inText = min(terms[place].inText + 1, 15)
        length += 1
      }
    }
  }

  private mutating func addContext(_ document: MatchDocument) {
    if let page = document.page, !page.isEmpty {
      addContext(TermHash.of(VolatileScanner.reduce(page, .page).bytes, .page))
    }
    if let component = document.component, !component.isEmpty {
      addContext(TermHash.of(component.lowercased(), .component))
    }
    if let error = document.error { addContext(TermHash.of(error, .errorKey)) }
    if let version = document.version, !version.isEmpty { addContext(TermHash.of(version, .appVersion)) }
    for step in document.steps.suffix(Self.maximumSteps) {
      addContext(TermHash.of(VolatileScanner.reduce(step, .page).bytes, .step))
    }
  }

  private mutating func addContext(_ hash: UInt64) {
    guard let place = place(hash, 0, 0, 0) else { return }
    terms[place].inText = 1
  }

  /// Where the term of `hash` stands in `terms`; nil when the report has too many already.
  private mutating func place(_ hash: UInt64, _ start: UInt32, _ length: UInt16, _ flags: UInt8) -> Int? {
    var slot = Int(truncatingIfNeeded: hash >> 20) & 2047
    while slots[slot] >> 16 == stamp {
      let found = Int(slots[slot] & 0xFFFF)
      if terms[found].hash == hash {
        terms[found].flags |= flags
        return found
      }
      slot = (slot + 1) & 2047
    }
    guard terms.count < Self.maximumTerms else { return nil }
    slots[slot] = stamp << 16 | UInt32(terms.count)
    terms.append(ParsedTerm(hash: hash, start: start, length: length, flags: flags))
    return terms.count - 1
  }

  private mutating func foldTitle(_ title: String) {
    var title = title
    title.withUTF8 { bytes in
      var index = 0
      while index < bytes.count, titleBytes.count < Self.maximumTitleBytes {
        let scalar = Folding.decode(bytes, &index)
        let folded = scalar < 0x80 ? Folding.ascii(UInt8(scalar)) : Folding.fold(scalar)
        switch folded.kind {
        case .letter, .dense, .digit:
          Folding.appendUTF8(folded.value, to: &titleBytes)
          if folded.second != 0 { titleBytes.append(folded.second) }
        case .dropped: break
        case .separator, .symbol, .quote: if let last = titleBytes.last, last != 0x20 { titleBytes.append(0x20) }
        }
      }
    }
    if titleBytes.last == 0x20 { titleBytes.removeLast() }
  }

  /// The first line that says anything, up to its first full stop, of at most 120 scalars; the first 4,000 bytes are read.
  static func firstSentence(of text: String) -> Substring {
    let scalars = Substring(text.utf8.prefix(4_000)).unicodeScalars
    var start = scalars.startIndex
    var previous: Unicode.Scalar = " "
    var length = 0
    var saysSomething = false
    var index = start
    while index < scalars.endIndex {
      let scalar = scalars[index]
      if scalar.isNewline {
        if saysSomething { break }
        start = scalars.index(after: index)
        length = 0
      } else {
        if scalar.properties.isWhitespace, length >= 20, previous == "." || previous == "!" || previous == "?" { break }
        if !saysSomething { saysSomething = scalar.isLetterOrNumber }
        length += 1
        if length > 120 { break }
      }
      previous = scalar
      index = scalars.index(after: index)
    }
    return saysSomething ? Substring(scalars[start..<index]) : ""
  }
}

extension Unicode.Scalar {
  fileprivate var isNewline: Bool {
    switch value {
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  fileprivate var isLetterOrNumber: Bool {
    if value < 0x80 {
      return value >= 0x61 && value <= 0x7A || value >= 0x41 && value <= 0x5A || value >= 0x30 && value <= 0x39
    }
    return properties.isAlphabetic || properties.numericType != nil
  }
}
