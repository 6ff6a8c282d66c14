// An index as bytes: magic, version, counts, the columns one after the other, a checksum at the end. Little-endian.
// What was cut short, altered or written by another version is refused before anything of it is used.

/// Why bytes are no index.
public enum MatchSnapshotError: Error, Equatable, Sendable {
  /// Not written by ``MatchIndex/writeSnapshot(_:)``, or by another version of it: build the index anew from the reports.
  case foreign
  /// Cut short or altered: build the index anew from the reports.
  case damaged
}

extension MatchIndex {
  /// The version of the format and of how terms are read: an index of another version must be built anew.
  public static let snapshotVersion: UInt32 = 3
  private static let magic: UInt64 = 0x7865_646e_494d_4254

  /// Hands out the index in parts, to be written one after the other; nothing is copied.
  public func writeSnapshot(_ write: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    var checksum = SnapshotChecksum()
    // Not inlined: an app that never writes an index links this all the same.
    @inline(never)
    func put(_ bytes: UnsafeRawBufferPointer) throws {
      checksum.update(bytes)
      try write(bytes)
    }
    @inline(never)
    func put<Value>(_ values: [Value]) throws { try values.withUnsafeBytes { try put($0) } }
    try put([Self.magic, UInt64(Self.snapshotVersion), UInt64(UInt32(truncatingIfNeeded: MatchFeature.count))])
    try put([
      UInt64(documents.count), UInt64(groups.count), UInt64(dictionary.records.count), UInt64(postings.count),
      UInt64(forward.count), UInt64(live), wordsOfLive.bitPattern,
    ])
    try put(documents.ids)
    try put(documents.groups)
    try put(documents.times)
    try put(documents.forward)
    try put(documents.norms)
    try put(documents.sums)
    try put(documents.lengths)
    try put(documents.contexts)
    for column in groups.columns { try put(column) }
    try put(groups.ids)
    // Field by field: the padding of a structure is no one's to write.
    try put(dictionary.records.map(\.hash))
    try put(dictionary.frequencies)
    try put(dictionary.records.map(\.postings))
    try put(dictionary.records.map(\.last))
    try put(dictionary.records.map(\.head))
    try put(dictionary.records.map(\.tail))
    try put(dictionary.records.map(\.room))
    try put(dictionary.records.map(\.level))
    for arena in [postings, forward] { try arena.forEachChunk { try put($0) } }
    try withUnsafeBytes(of: checksum.value) { try write($0) }
  }

  /// The index as one array; of a big index use ``writeSnapshot(_:)``.
  public func snapshot() -> [UInt8] {
    var bytes: [UInt8] = []
    writeSnapshot { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// Reads an index back; about a second for each 500 MB.
  public convenience init(snapshot bytes: [UInt8]) throws(MatchSnapshotError) {
    let result = bytes.withUnsafeBytes { raw in Result { () throws(MatchSnapshotError) in try Self.read(raw) } }
    try self.init(result.get())
  }

  /// Reads an index from memory that stays in place for the call, such as a mapped file.
  public convenience init(snapshot bytes: UnsafeRawBufferPointer) throws(MatchSnapshotError) {
    try self.init(Self.read(bytes))
  }

  private struct Parts {
    var dictionary: TermDictionary
    var documents: DocumentTable
    var groups: GroupTable
    var postings: ByteArena
    var forward: ByteArena
    var live: Int
    var words: Double
  }

  private convenience init(_ parts: Parts) {
    self.init()
    dictionary = parts.dictionary
    documents = parts.documents
    groups = parts.groups
    postings = parts.postings
    forward = parts.forward
    live = parts.live
    wordsOfLive = parts.words
    table = IDTable(of: documents.ids)
  }

  private static func read(_ bytes: UnsafeRawBufferPointer) throws(MatchSnapshotError) -> Parts {
    guard bytes.count >= 24, bytes.loadUnaligned(as: UInt64.self) == magic,
      bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self) == UInt64(snapshotVersion),
      bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self) == UInt64(MatchFeature.count)
    else { throw .foreign }
    var reader = SnapshotReader(bytes)
    let _: [UInt64] = try reader.take(3)
    let counts: [UInt64] = try reader.take(7)
    // Every count is bounded by the bytes that are there, so that a wrong one asks for no memory.
    let limit = UInt64(bytes.count)
    guard counts[0..<6].allSatisfy({ $0 <= limit }), counts[5] <= counts[0] else { throw .damaged }
    let reports = Int(counts[0])
    let groupCount = Int(counts[1])
    let terms = Int(counts[2])
    var documents = DocumentTable()
    documents.ids = try reader.take(reports)
    documents.groups = try reader.take(reports)
    documents.times = try reader.take(reports)
    documents.forward = try reader.take(reports)
    documents.norms = try reader.take(reports)
    documents.sums = try reader.take(reports)
    documents.lengths = try reader.take(reports)
    documents.contexts = try reader.take(reports)
    var columns: [[UInt32]] = []
    for _ in 0..<GroupTable.columnCount { columns.append(try reader.take(groupCount)) }
    let groups = GroupTable(ids: try reader.take(groupCount), columns: columns)
    let (records, frequencies) = try readRecords(&reader, terms)
    let postings = try reader.takeArena(Int(counts[3]))
    let forward = try reader.takeArena(Int(counts[4]))
    guard reader.isWhole else { throw .damaged }
    guard let groups, documents.groups.allSatisfy({ Int($0) < groupCount }),
      documents.forward.allSatisfy({ $0 >= 0 && $0 < forward.count }),
      records.allSatisfy({ Int($0.head) < max(postings.count, 1) && Int($0.last >> 2) < reports })
    else { throw .damaged }
    var dictionary = TermDictionary()
    dictionary.restore(records, frequencies)
    return Parts(
      dictionary: dictionary, documents: documents, groups: groups, postings: postings, forward: forward,
      live: Int(counts[5]), words: Double(bitPattern: counts[6]))
  }

  private static func readRecords(
    _ reader: inout SnapshotReader, _ count: Int
  ) throws(MatchSnapshotError) -> ([TermRecord], [UInt32]) {
    let hashes: [UInt64] = try reader.take(count)
    let frequencies: [UInt32] = try reader.take(count)
    let postings: [UInt32] = try reader.take(count)
    let lasts: [UInt32] = try reader.take(count)
    let heads: [UInt32] = try reader.take(count)
    let tails: [UInt32] = try reader.take(count)
    let rooms: [UInt16] = try reader.take(count)
    let levels: [UInt8] = try reader.take(count)
    let records = (0..<count).map { index in
      TermRecord(
        hash: hashes[index], postings: postings[index], last: lasts[index], head: heads[index], tail: tails[index],
        room: rooms[index], level: levels[index])
    }
    return (records, frequencies)
  }
}
