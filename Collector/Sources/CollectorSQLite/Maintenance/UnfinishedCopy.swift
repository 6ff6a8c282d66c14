// A note in the data directory of where a copy is being made, so that the next start can remove what a killed one left.
// Invariant: the reader of the notes holds the directory's lock, so no other process is still making these copies.
import Foundation
import TellbackSupport

/// The note of one unfinished copy.
struct UnfinishedCopy {
  private static let (prefix, suffix) = ("backup-", ".unfinished")
  private let note: String?

  /// Writes the note down, before the copy's file is made. A directory that takes no note (its disk may be full, which is a
  /// good reason for a copy elsewhere) does not keep the copy from being made.
  init(at path: String, in directory: String) {
    let name = Self.prefix + String(UInt64.random(in: 0 ... .max), radix: 16) + Self.suffix
    let note = FilePaths.join(directory, name)
    let line = Array((FilePaths.absolute(path) + "\n").utf8)
    let descriptor = open(note, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      self.note = nil
      return
    }
    defer { close(descriptor) }
    guard write(descriptor, line, line.count) == line.count, fsync(descriptor) == 0 else {
      unlink(note)
      self.note = nil
      return
    }
    self.note = note
  }

  /// The copy has its name, or was removed.
  func forget() { if let note { unlink(note) } }

  /// A copy's files, the database's own beside it.
  static func removeFiles(at path: String) { for end in ["", "-journal", "-wal", "-shm"] { unlink(path + end) } }

  /// Removes what the notes of a directory name, and the notes. Call it under the directory's lock. A file that cannot be
  /// removed keeps its note, for the next start.
  static func removeAll(in directory: String) {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else { return }
    for name in names where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
      let note = directory + "/" + name
      guard let data = FileManager.default.contents(atPath: note), data.count <= 8_192 else { continue }
      // A note without its end was not synced, and then the copy's file had not been made.
      if data.last == UInt8(ascii: "\n") {
        let path = String(decoding: data.dropLast(), as: UTF8.self)
        guard path.hasSuffix(partSuffix) else { continue }
        removeFiles(at: path)
        if access(path, F_OK) == 0 { continue }
      }
      unlink(note)
    }
  }

  /// How the name of every unfinished copy ends: nothing else is ever removed.
  static let partSuffix = ".part"
}
