// Damages files: bits, bytes, pages and headers change, files are cut, removed or replaced.
import FaultKit
import Foundation
import TellbackSQLite

enum Damage {
  /// What happens to one file.
  enum Kind: CaseIterable {
    // The file stays one.
    case bits, bytes, pages, cut, header
    // Something else is in its place.
    case removed, emptied, folder, noise

    static let scrambled: [Kind] = [.bits, .bytes, .pages, .cut, .header]

    static func any(_ random: inout SeededRandom) -> Kind {
      random.below(10) == 0 ? replacing(&random) : scrambling(&random)
    }

    static func scrambling(_ random: inout SeededRandom) -> Kind { scrambled[random.below(9) / 2] }

    static func replacing(_ random: inout SeededRandom) -> Kind {
      [.removed, .emptied, .folder, .noise][random.below(4)]
    }
  }

  private static func read(_ path: String) -> [UInt8] { [UInt8](FileManager.default.contents(atPath: path) ?? Data()) }

  private static func put(_ bytes: [UInt8], at path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  private static func noise(_ count: Int, _ random: inout SeededRandom) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  /// Damages the file at `path`; says how.
  static func strike(_ path: String, _ kind: Kind, _ random: inout SeededRandom) throws -> String {
    Kind.scrambled.contains(kind) ? try scramble(path, kind, &random) : try replace(path, kind, &random)
  }

  private static func scramble(_ path: String, _ kind: Kind, _ random: inout SeededRandom) throws -> String {
    var bytes = read(path)
    let count = bytes.count
    let what: String
    switch kind {
    case _ where count == 0:
      what = "noise"
      bytes = noise(1 + random.below(9_000), &random)
    case .bits:
      what = "bits flipped"
      for _ in 0...random.below(8) { bytes[random.below(count)] ^= 1 << UInt8(random.below(8)) }
    case .bytes:
      what = "bytes changed"
      let start = random.below(count)
      let end = min(count, start + 1 + random.below(64))
      bytes.replaceSubrange(start..<end, with: noise(end - start, &random))
    case .pages:
      what = "pages changed"
      for _ in 0...random.below(3) {
        let start = random.below(max(1, count / 4_096)) * 4_096
        let end = min(count, start + 4_096 * (1 + random.below(3)))
        let fill: UInt8? = [0, 0xFF, nil][random.below(3)]
        let other = fill.map { [UInt8](repeating: $0, count: end - start) } ?? noise(end - start, &random)
        bytes.replaceSubrange(start..<end, with: other)
      }
    case .cut:
      // Disks and file systems lose whole sectors; people and programs, anything.
      let length = random.below(2) == 0 ? random.below(count + 1) : random.below(count / 512 + 1) * 512
      what = "cut to \(length) of \(count) bytes"
      bytes.removeLast(count - length)
    default:
      let places = (0...random.below(4)).map { _ in random.below(min(count, 100)) }
      what = "header changed at \(places)"
      for place in places { bytes[place] ^= UInt8(1 + random.below(255)) }
    }
    try put(bytes, at: path)
    return what
  }

  private static func replace(_ path: String, _ kind: Kind, _ random: inout SeededRandom) throws -> String {
    try? FileManager.default.removeItem(atPath: path)
    switch kind {
    case .removed: return "removed"
    case .emptied:
      try put([], at: path)
      return "emptied"
    case .folder:
      try FileManager.default.createDirectory(atPath: path + "/inside", withIntermediateDirectories: true)
      return "a folder in its place"
    default:
      try put(noise(1 + random.below(60_000), &random), at: path)
      return "noise in its place"
    }
  }

  /// Pages exchanged in the file, or some of another one in their place.
  static func mixPages(_ path: String, with other: String?, _ random: inout SeededRandom) throws -> String {
    var bytes = read(path)
    let size = 8_192
    let isForeign = other != nil
    let foreign = other.map(read) ?? bytes
    for _ in 0...random.below(3) {
      let pages = min(bytes.count, foreign.count) / size
      guard pages > 0 else { break }
      let (one, two) = (random.below(pages) * size, random.below(pages) * size)
      let kept = Array(bytes[one..<one + size])
      bytes.replaceSubrange(one..<one + size, with: foreign[two..<two + size])
      if !isForeign { bytes.replaceSubrange(two..<two + size, with: kept) }
    }
    try put(bytes, at: path)
    return isForeign ? "pages of another queue" : "pages exchanged"
  }

  struct Column {
    var table: String
    var name: String
  }

  /// By table.
  static let columns: [[Column]] = [
    (
      "report",
      ["sequence", "id", "captured_at", "attempts", "not_before", "bytes", "body", "checksum", "file", "captured"]
    ),
    (
      "attachment",
      ["report", "position", "name", "type", "attempts", "released", "bytes", "data", "checksum", "file", "is_message"]
    ),
    ("message", ["id", "report", "after", "attempts", "not_before", "bytes", "body", "checksum", "file"]),
    ("message_receipt", ["id", "report", "after", "answered_at", "is_accepted", "code", "message", "body"]),
    ("event", ["report", "kind", "at", "ticket", "message", "by", "id", "revises", "personal", "version", "fix"]),
    ("fix", ["key", "user", "report", "update_sequence", "state"]),
    ("draft", ["name", "saved_at", "body"]),
    ("account", ["name", "value"]),
    (
      "receipt",
      [
        "id", "captured_at", "answered_at", "title", "is_accepted", "code", "message", "user", "read_to", "activity",
      ]
    ),
    ("refused", ["id", "refused_at", "code", "message", "body"]),
    ("known_issues", ["tag", "fetched_at", "body"]),
    ("heartbeat", ["day", "version", "segment", "channel", "is_sent"]),
    ("help", ["day", "issue", "offered", "taken", "dismissed", "wrote_anyway"]),
    ("trouble", ["sequence", "key"]),
    ("reached", ["day", "page"]),
  ].map { table, names in names.map { Column(table: table, name: $0) } }

  /// A value that no program writes, in a file that SQLite finds sound.
  static func change(_ column: Column, of path: String, _ random: inout SeededRandom) throws -> String {
    let numbers = [
      "9223372036854775807", "-9223372036854775808", "-1", "0", "4294967296", "9007199254740993", "NULL", "1.5", "'x'",
      "x'00'", "zeroblob(16)", "zeroblob(100000)",
    ]
    let sql = "UPDATE OR IGNORE \(column.table) SET \(column.name) = \(numbers[random.below(numbers.count)])"
    let rest = random.below(2) == 0 || column.table == "account" ? "" : " WHERE rowid % 3 = 1"
    let connection = try Connection(path: path)
    try connection.execute("PRAGMA ignore_check_constraints = ON")
    // The type of a column is kept by SQLite itself: such a change is refused, and nothing is.
    do { try connection.execute(sql + rest) } catch { return "\(sql)\(rest), which SQLite refused" }
    return sql + rest
  }

  /// A whole header with the schema number of a program to come.
  static func looksNewer(_ path: String) -> Bool {
    let header = read(path).prefix(64)
    guard header.count == 64, header.starts(with: Array("SQLite format 3\0".utf8)) else { return false }
    let number = header[60...].reduce(0) { $0 << 8 | Int($1) }
    return number > Golden.newest && number <= Golden.newest + 1_000
  }
}
