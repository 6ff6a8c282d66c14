// The match indexes in a file of the data directory, so that a start need not read every report again. Only a help: a file that
// is missing, damaged, of another version or of another store is passed over, and the indexes are built from the store.
import CollectorCore
import Foundation
import TellbackMatch
import TellbackWire

/// `match.index`: magic, the last report in it (its sequence and its id, by which it fits the store or does not), the store's
/// newest change up to which it holds nothing erased, the number of apps, and for each its id, the length and the bytes of its
/// index. Little-endian.
enum MatchIndexFile {
  private static let magic: UInt64 = 0x3230_5844_494D_4254
  private static let headBytes = 48

  struct Saved {
    var last: Int64
    var report: ReportID
    var followed: Int64
    var indexes: [AppID: MatchIndex]
  }

  static func path(in directory: String) -> String { directory + "/match.index" }

  /// Nil without a file, or with one that is not whole.
  static func read(in directory: String) -> Saved? {
    // Mapped, since it may have gigabytes; the indexes copy what they keep.
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path(in: directory)), options: .mappedIfSafe),
      data.count >= headBytes
    else { return nil }
    return data.withUnsafeBytes { bytes -> Saved? in
      func word(_ offset: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
      guard word(0) == magic, let report = ReportID(bytes: Array(bytes[16..<32])) else { return nil }
      var saved = Saved(
        last: Int64(bitPattern: word(8)), report: report, followed: Int64(bitPattern: word(32)), indexes: [:])
      var offset = headBytes
      for _ in 0..<min(word(40), 100_000) {
        guard offset + 16 <= bytes.count else { return nil }
        let (app, length) = (word(offset), word(offset + 8))
        offset += 16
        guard length <= UInt64(bytes.count - offset) else { return nil }
        let end = offset + Int(length)
        guard let index = try? MatchIndex(snapshot: UnsafeRawBufferPointer(rebasing: bytes[offset..<end])) else {
          return nil
        }
        saved.indexes[AppID(Int64(bitPattern: app))] = index
        offset = end
      }
      return saved
    }
  }

  /// Bytes written at once: between them it looks whether it is to end.
  private static let piece = 1_048_576
  /// Bytes after which the disk is waited for, so that no commit of the store waits behind all of them.
  private static let synced = 8_388_608

  /// Writes beside the old file and puts it in its place, so that a crash leaves one of the two. False when `isAbandoned` became
  /// true: then nothing is left of it.
  static func write(_ saved: Saved, in directory: String, isAbandoned: () -> Bool = { false }) throws -> Bool {
    let target = path(in: directory)
    let part = target + ".part"
    guard FileManager.default.createFile(atPath: part, contents: nil, attributes: [.posixPermissions: 0o600]) else {
      throw CommandFailure("\(part) cannot be written.")
    }
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: part))
    defer { try? file.close() }
    do {
      try write(saved, to: file, isAbandoned)
      try file.synchronize()
      if isAbandoned() { throw Abandoned() }
      guard rename(part, target) == 0 else { throw CommandFailure("\(target) cannot be replaced.") }
      return true
    } catch {
      try? FileManager.default.removeItem(atPath: part)
      if error is Abandoned { return false }
      throw error
    }
  }

  private struct Abandoned: Error {}

  private static func write(_ saved: Saved, to file: FileHandle, _ isAbandoned: () -> Bool) throws {
    var unsynced = 0
    func put(_ bytes: UnsafeRawBufferPointer) throws {
      for start in stride(from: 0, to: bytes.count, by: piece) {
        if isAbandoned() { throw Abandoned() }
        let end = min(start + piece, bytes.count)
        try file.write(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
        unsynced += end - start
        guard unsynced >= synced else { continue }
        try file.synchronize()
        unsynced = 0
      }
    }
    func put(_ value: UInt64) throws { try withUnsafeBytes(of: value.littleEndian) { try put($0) } }
    try put(magic)
    try put(UInt64(bitPattern: saved.last))
    try saved.report.bytes.withUnsafeBytes { try put($0) }
    try put(UInt64(bitPattern: saved.followed))
    try put(UInt64(saved.indexes.count))
    for (app, index) in saved.indexes.sorted(by: { $0.key.value < $1.key.value }) {
      try put(UInt64(bitPattern: app.value))
      // The length is known when the bytes are written; then it takes the place that was kept for it.
      let place = try file.offset()
      try put(0)
      try index.writeSnapshot { try put($0) }
      let end = try file.offset()
      try file.seek(toOffset: place)
      try put(end - place - 8)
      try file.seek(toOffset: end)
    }
  }

  /// True when there was one. The indexes are then built anew at the next start.
  @discardableResult
  static func remove(in directory: String) -> Bool {
    // What a crash left half written has words in it too.
    try? FileManager.default.removeItem(atPath: path(in: directory) + ".part")
    return (try? FileManager.default.removeItem(atPath: path(in: directory))) != nil
  }
}
