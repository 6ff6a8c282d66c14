// An export while it is written: in a folder beside the target, renamed when it is complete, removed when it fails.
import Foundation
import TellbackSupport
import TellbackWire

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Confined to the task that exports.
final class ExportFolder {
  private let target: String
  private let unfinished: String
  /// The folders above the target that are made for it, the last one first.
  private let newParents: [String]
  private let limit: Int
  private var descriptor: Int32 = -1
  private var buffer: [UInt8] = []
  private var needsComma = false
  private(set) var bytes = 0
  private(set) var files = 0

  init(at target: String, limit: Int) throws(TellbackError) {
    let given = target
    let target = FilePaths.absolute(given)
    guard FilePaths.isUsable(given), given.utf8.first == UInt8(ascii: "/"), target != "/",
      FilePaths.name(of: target) != ".."
    else {
      throw TellbackError(.unwritableExport, "An export needs an absolute path of a folder to make; it is '\(given)'.")
    }
    self.target = target
    self.limit = limit
    unfinished = target + ".unfinished"
    newParents = Self.missingParents(of: target)
    guard access(target, F_OK) != 0 else {
      throw TellbackError(.unwritableExport, "\(target) exists already; name a new folder for the export.")
    }
    // An interrupted export may have left one.
    try? FileManager.default.removeItem(atPath: unfinished)
    do throws(SystemError) {
      try DurableFile.makeFolder(unfinished)
      try DurableFile.makeFolder(unfinished + "/attachments")
      descriptor = open(
        unfinished + "/" + DataExport.fileName, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw SystemError.last }
    } catch {
      discard()
      throw Self.unwritable(target, error)
    }
  }

  /// Adds a member to the open object, or an element to the open list.
  func add(_ key: StaticString? = nil, _ json: [UInt8]) throws(TellbackError) {
    try lead(key)
    try put(json)
  }

  /// Adds an object or a list with what `body` adds to it.
  func nest(
    _ key: StaticString? = nil, _ brackets: (UInt8, UInt8), _ body: () async throws -> Void,
    isolation: isolated (any Actor)? = #isolation
  ) async throws {
    try lead(key)
    try put([brackets.0])
    needsComma = false
    try await body()
    try put([brackets.1])
    needsComma = true
  }

  static let object = (UInt8(ascii: "{"), UInt8(ascii: "}"))
  static let list = (UInt8(ascii: "["), UInt8(ascii: "]"))

  /// Writes an attachment. Returns its path in the folder.
  func write(_ data: [UInt8], of report: ReportID, index: Int, name: String) throws(TellbackError) -> String {
    try count(data.count)
    files += 1
    let path = "attachments/\(report.reference)-\(files)-\(Self.clean(name))"
    do throws(SystemError) { try DurableFile.write(data, to: unfinished + "/" + path) } catch {
      throw Self.unwritable(target, error)
    }
    return path
  }

  /// Moves the complete folder to its target.
  func finish() throws(TellbackError) {
    try flush()
    guard DurableFile.sync(descriptor), rename(unfinished, target) == 0 else {
      throw Self.unwritable(target, SystemError.last)
    }
    DurableFile.syncFolder(of: target)
    close(descriptor)
    descriptor = -1
  }

  /// Leaves nothing behind.
  func discard() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    try? FileManager.default.removeItem(atPath: unfinished)
    // One that holds something else by now stays.
    for parent in newParents { rmdir(parent) }
  }

  private static func missingParents(of path: String) -> [String] {
    var parents: [String] = []
    var parent = FilePaths.parent(of: path)
    while access(parent, F_OK) != 0, errno == ENOENT {
      parents.append(parent)
      parent = FilePaths.parent(of: parent)
    }
    return parents
  }

  private func lead(_ key: StaticString?) throws(TellbackError) {
    if needsComma { try put([UInt8(ascii: ","), UInt8(ascii: "\n")]) }
    needsComma = true
    if let key { try put(Array("\"\(key)\":".utf8)) }
  }

  private func put(_ bytes: [UInt8]) throws(TellbackError) {
    try count(bytes.count)
    buffer += bytes
    if buffer.count >= 262_144 { try flush() }
  }

  private func flush() throws(TellbackError) {
    do throws(SystemError) { try DurableFile.writeAll(buffer, to: descriptor) } catch {
      throw Self.unwritable(target, error)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private func count(_ more: Int) throws(TellbackError) {
    bytes += more
    guard bytes <= limit else {
      throw TellbackError(
        .exportTooLarge, "The export has more than \(limit) bytes; give it a higher limit. Nothing was written.")
    }
  }

  /// Keeps ASCII letters, digits and `.-_`, at most 60 bytes and no leading dot: a name that every file system accepts.
  private static func clean(_ name: String) -> String {
    let scalars = name.unicodeScalars.suffix(60).map { scalar -> Character in
      let isPlain =
        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        || scalar == "-" || scalar == "_" || scalar == "."
      return isPlain ? Character(scalar) : "-"
    }
    let text = String(scalars.drop { $0 == "." })
    return text.isEmpty ? "attachment" : text
  }

  private static func unwritable(_ target: String, _ cause: SystemError) -> TellbackError {
    TellbackError(
      .unwritableExport, "The export could not be written to \(target); nothing was left behind.", cause: cause)
  }
}
