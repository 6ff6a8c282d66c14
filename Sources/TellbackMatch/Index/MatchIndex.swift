// The index of known reports: inverted lists find candidates, a forward record scores them exactly. One owner at a time:
// it is not Sendable, has no lock, and does no I/O.

/// Why an index took no report.
public enum MatchIndexError: Error, Equatable, Sendable {
  /// The index holds as many reports or bytes as its addresses reach; start another.
  case full
}

/// Finds the known reports that a new one most likely repeats.
///
/// Adding costs time linear in the report's terms (at most 512 of them). A query reads postings up to a budget and scores
/// at most a few hundred reports exactly, so that its cost stays bounded however large the index is.
public final class MatchIndex {
  /// Of a group of more reports than this, later ones are counted and not kept: a flood of one text costs no memory.
  public static let maximumSearchedMembers = 256
  static let maximumReports = 1 << 29

  var dictionary = TermDictionary()
  var documents = DocumentTable()
  var groups = GroupTable()
  var postings = ByteArena()
  var forward = ByteArena()
  var table = IDTable()
  var live = 0
  var wordsOfLive = 0.0
  var parsed = ParsedDocument()
  var record: [UInt8] = []
  var sortedTerms: [(id: UInt32, code: UInt32)] = []
  var scratch = QueryScratch()
  var work = QueryWork()
  lazy var evidence = EvidenceBlock()

  public init() {}

  /// Reports that can be found.
  public var count: Int { live }

  /// Groups that were ever named, merged and empty ones included.
  public var groupCount: Int { groups.count }

  /// Bytes held, scratch space excluded.
  public var memory: Int {
    dictionary.memory + documents.memory + groups.memory + postings.memory + forward.memory + table.memory
  }

  public func contains(_ id: MatchID) -> Bool { liveNumber(of: id) != nil }

  /// Adds a report to a group, which comes into being with its first report. A report of the same id is replaced.
  ///
  /// - Throws: `MatchIndexError.full` past 536,870,912 reports or 4 GiB of postings.
  public func add(_ document: MatchDocument, id: MatchID, group: MatchID) throws(MatchIndexError) {
    guard documents.count < Self.maximumReports, postings.count < Int(UInt32.max) - 64 * ByteArena.chunkSize else {
      throw .full
    }
    remove(id)
    let groupNumber = groups.findOrAdd(group)
    let time = Self.seconds(document.time)
    groups.count(report: time, in: groupNumber)
    guard groups.members[Int(groupNumber)] <= Self.maximumSearchedMembers else { return }
    parsed.parse(document)
    insert(id, groupNumber, time)
  }

  /// Forgets a report; false when it was not there. Its group stays, without it.
  @discardableResult
  public func remove(_ id: MatchID) -> Bool {
    guard let number = liveNumber(of: id) else { return false }
    forEachTerm(of: number) { term, _ in
      if dictionary.frequencies[Int(term)] > 0 { dictionary.frequencies[Int(term)] -= 1 }
    }
    wordsOfLive -= Double(DocumentTable.words(ofCode: documents.lengths[number]))
    documents.lengths[number] = DocumentTable.dead
    live -= 1
    let group = documents.groups[number]
    var newest: UInt32 = 0
    for other in 0..<documents.count where documents.groups[other] == group {
      if documents.lengths[other] != DocumentTable.dead { newest = max(newest, documents.times[other]) }
    }
    groups.discount(in: group, newest: newest)
    return true
  }

  /// Lets `group` be found as `target`; false when it is merged already, or when `target` was merged into it.
  @discardableResult
  public func merge(_ group: MatchID, into target: MatchID) -> Bool {
    let number = groups.findOrAdd(group)
    return groups.merge(number, into: groups.findOrAdd(target))
  }

  /// Undoes `merge`; false when `group` is not merged into another.
  @discardableResult
  public func split(_ group: MatchID) -> Bool {
    guard let number = groups.find(group) else { return false }
    return groups.split(number)
  }

  /// The group that a report is found as, merges followed; nil when the report is not here.
  public func group(of id: MatchID) -> MatchID? {
    guard let number = liveNumber(of: id) else { return nil }
    return groups.ids[Int(groups.root(documents.groups[number]))]
  }

  func liveNumber(of id: MatchID) -> Int? {
    guard let number = table.find(id, in: documents.ids), documents.lengths[number] != DocumentTable.dead else {
      return nil
    }
    return number
  }

  static func seconds(_ time: Int64) -> UInt32 { UInt32(max(0, min(time, Int64(UInt32.max)))) }

  /// ln(1 + (N - n + 0.5) / (n + 0.5)), as in BM25.
  @inline(__always)
  static func idf(_ frequency: Float, of total: Float) -> Float {
    let frequency = min(frequency, total)
    return Logarithm.natural(1 + (total - frequency + 0.5) / (frequency + 0.5))
  }

  func idf(_ frequency: UInt32) -> Float { Self.idf(Float(frequency), of: Float(live)) }

  @inline(__always)
  static func days(_ then: UInt32, _ now: UInt32) -> Float { Float(now - min(now, then)) / 86_400 }

  // MARK: Writing

  private func insert(_ id: MatchID, _ group: UInt32, _ time: UInt32) {
    let number = UInt32(documents.count)
    live += 1
    var squares: Float = 0
    var sum: Float = 0
    var code: Float = 0
    var context: UInt8 = 0
    record.removeAll(keepingCapacity: true)
    sortedTerms.removeAll(keepingCapacity: true)
    writeTitle()
    for term in parsed.terms {
      let place = dictionary.findOrAdd(term.hash)
      sortedTerms.append((place, ForwardCode.make(term)))
      dictionary.frequencies[Int(place)] += 1
      Posting.append(
        number, Posting.code(inTitle: term.inTitle, inText: term.inText), to: &dictionary.records[Int(place)],
        in: postings)
      context |= term.kind.context
      if term.kind.isText {
        let weight = idf(dictionary.frequencies[Int(place)])
        squares += weight * weight
        sum += weight
        if term.flags & Term.isIdentifier != 0 { code += weight }
      }
    }
    sortedTerms.sort { $0.id < $1.id }
    writeTerms()
    let address = forward.allocate(record.count)
    record.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      forward.pointer(address).update(from: base, count: bytes.count)
    }
    let length = DocumentTable.lengthCode(parsed.length)
    documents.ids.append(id)
    documents.groups.append(group)
    documents.times.append(time)
    documents.forward.append(address)
    documents.norms.append(squares.squareRoot())
    documents.sums.append(sum)
    documents.lengths.append(length)
    documents.contexts.append(context | DocumentTable.codeBits(ofShare: sum > 0 ? code / sum : 0))
    wordsOfLive += Double(DocumentTable.words(ofCode: length))
    table.set(Int(number), in: documents.ids)
  }

  private func writeTitle() {
    record.append(UInt8(min(parsed.titleBytes.count, 255)))
    record.append(contentsOf: parsed.titleBytes.prefix(255))
    record.append(UInt8(parsed.titleOrder.count))
    for place in parsed.titleOrder {
      Varint.append(dictionary.findOrAdd(parsed.terms[Int(place)].hash), to: &record)
    }
  }

  private func writeTerms() {
    Varint.append(UInt32(sortedTerms.count), to: &record)
    var previous: UInt32 = 0
    for term in sortedTerms {
      Varint.append((term.id - previous) << 3 | term.code, to: &record)
      previous = term.id
    }
  }

  // MARK: Reading

  /// Calls `body` with the number and the code of each term of a report, in the order of the numbers.
  func forEachTerm(of report: Int, _ body: (UInt32, UInt32) -> Void) {
    var pointer = forward.pointer(documents.forward[report])
    pointer += 1 + Int(pointer.pointee)
    let titleTerms = Int(pointer.pointee)
    pointer += 1
    for _ in 0..<titleTerms { _ = Varint.read(&pointer) }
    let count = Varint.read(&pointer)
    var term: UInt32 = 0
    for _ in 0..<count {
      let entry = Varint.read(&pointer)
      term &+= entry >> 3
      body(term, entry & 7)
    }
  }
}

/// How often a term stands in a report, in three bits: bit 0 in the title; bits 1 and 2 not, once, 2-3 or 4 times in the text.
enum ForwardCode {
  static func make(_ term: ParsedTerm) -> UInt32 {
    let level: UInt32 = term.inText == 0 ? 0 : term.inText == 1 ? 1 : term.inText < 4 ? 2 : 3
    return level << 1 | (term.inTitle > 0 ? 1 : 0)
  }

  /// The frequency in the text that a level stands for.
  @inline(__always)
  static func textFrequency(_ level: UInt32) -> Float {
    switch level {
    case 0: 0
    case 1: 1
    case 2: 2.4
    default: 5
    }
  }
}

extension TermKind {
  /// Whether the term was read from words, and so takes part in the similarity of texts.
  var isText: Bool { rawValue <= TermKind.version.rawValue }

  /// The bit in `DocumentTable.contexts` that says a report has one.
  var context: UInt8 {
    switch self {
    case .component: DocumentTable.hasComponent
    case .page: DocumentTable.hasPage
    case .errorKey: DocumentTable.hasError
    default: 0
    }
  }
}
