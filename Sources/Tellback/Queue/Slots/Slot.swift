// A slot is one process's place in the queue folder: a numbered folder, locked exclusively for as long as the process lives.
import Foundation
import TellbackWire

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A locked slot: `DIR/NUMBER` with the files `lock`, `queue.sqlite`, `ballast` and `installation`.
///
/// The kernel releases the lock when the process ends, however it ends. Another process may adopt the slot then.
final class Slot: Sendable {
  /// The number of slots, and so of processes that may share a folder.
  static let count = 64
  static let ballastBytes = 262_144

  let number: Int
  let path: String
  let descriptor: Int32

  var queuePath: String { path + "/queue.sqlite" }
  /// Built from what a damaged queue still holds; it replaces that queue.
  var rebuiltPath: String { path + "/rebuilt.sqlite" }
  private var ballastPath: String { path + "/ballast" }
  private var installationPath: String { path + "/installation" }

  /// Locks slot `number` of `directory`; nil when another process holds it.
  static func acquire(_ number: Int, in directory: String) throws(SystemError) -> Slot? {
    let path = "\(directory)/\(number)"
    try DurableFile.makeFolder(path)
    let descriptor = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .last }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let error = SystemError.last
      close(descriptor)
      if error.number == EWOULDBLOCK { return nil }
      throw error
    }
    return Slot(number: number, path: path, descriptor: descriptor)
  }

  /// True when the slot's folder exists.
  static func exists(_ number: Int, in directory: String) -> Bool {
    access("\(directory)/\(number)/lock", F_OK) == 0
  }

  private init(number: Int, path: String, descriptor: Int32) {
    self.number = number
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// The installation's identity and secret, made once and kept in a file that only this user can read.
  ///
  /// Throws when the file exists and cannot be read: a new identity would lose the answers to earlier reports.
  func credential(time: any TimeSource, random: any RandomSource) throws(SystemError) -> InstallationCredential {
    do {
      let bytes = try FileReading.bytes(ofFile: installationPath, limit: 1_000)
      // Anything else in the file is damage and is replaced.
      if let credential = InstallationCredential(header: String(decoding: bytes, as: UTF8.self)) { return credential }
    } catch {
      if let cause = error.cause as? SystemError, cause.number != ENOENT { throw cause }
    }
    let credential = InstallationCredential.make(at: time.now(), random: random)
    try DurableFile.write(Array(credential.header.utf8), to: installationPath)
    return credential
  }

  func replaceCredential(with new: InstallationCredential) throws(SystemError) {
    try DurableFile.write(Array(new.header.utf8), to: installationPath)
  }

  /// True when neither a queue nor an identity was ever kept here.
  var isUnused: Bool {
    let paths: [String] = [queuePath, installationPath]
    return paths.allSatisfy { path in access(path, F_OK) != 0 && errno == ENOENT }
  }

  /// Removes what an unfinished move wrote; the queue is still in memory.
  func makeUnused() {
    let paths: [String] = [queuePath + "-wal", queuePath, installationPath, ballastPath]
    for path in paths { unlink(path) }
    DurableFile.syncFolder(of: queuePath)
  }

  /// Removes damaged files that were moved aside: they hold words too.
  func removeMovedAside() {
    // When the folder cannot be listed, the next erasure looks again.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in names where name.hasPrefix("damaged-") { unlink(path + "/" + name) }
    DurableFile.syncFolder(of: queuePath)
  }

  /// Makes the ballast unless it exists. When there is no space for it, the slot goes without.
  func makeBallast() {
    guard access(ballastPath, F_OK) != 0 else { return }
    do {
      try DurableFile.write([UInt8](repeating: 0x54, count: Self.ballastBytes), to: ballastPath)
    } catch {
      unlink(ballastPath)
    }
  }

  /// Removes the ballast, which frees its space. True when there was one.
  func dropBallast() -> Bool { unlink(ballastPath) == 0 }

  /// True when there is a queue, a part of one, or counts of one.
  var hasQueue: Bool {
    var log = stat()
    let hasLog = stat(queuePath + "-wal", &log) == 0 && log.st_mode & S_IFMT == S_IFREG && log.st_size > 0
    // A queue that was counted and is gone must be reported as lost.
    return hasLog || access(queuePath, F_OK) == 0 || access(rebuiltPath, F_OK) == 0 || counts?.queued ?? 0 > 0
  }

  /// The header of the queue file, read without opening it as a database. Nil when it is not a database's header.
  /// Source: SQLite, "Database File Format", section 1.3, offsets 0, 18, 19 and 60.
  var header: (schema: Int, hasKnownFormat: Bool)? {
    let descriptor = open(queuePath, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 64)
    guard pread(descriptor, &bytes, 64, 0) == 64, bytes.starts(with: Array("SQLite format 3\0".utf8)) else {
      return nil
    }
    return (bytes[60...].reduce(0) { $0 << 8 | Int($1) }, bytes[18] <= 2 && bytes[19] <= 2)
  }

  /// Reads the whole queue file; throws when the system refuses.
  func readWholeQueue() throws(SystemError) {
    let descriptor = open(queuePath, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .last }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .last }
    // Something else, such as a folder, holds no queue.
    guard status.st_mode & S_IFMT == S_IFREG else { return }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return }
      if count < 0, errno != EINTR { throw .last }
    }
  }
}

extension Slot {
  /// Makes sure that there is a readable queue file, so that a queue can be rebuilt from it.
  func prepareForRebuilding() throws(SystemError) {
    removeRebuilt()
    var (file, log) = (stat(), stat())
    guard stat(queuePath, &file) == 0 else {
      _ = try DurableFile.makeEmpty(queuePath)
      return
    }
    // SQLite discards the log of an empty file. A page of zeros lets it read the log.
    if file.st_mode & S_IFMT == S_IFREG, file.st_size == 0, stat(queuePath + "-wal", &log) == 0, log.st_size > 0 {
      truncate(queuePath, 8_192)
    }
  }

  /// Moves the damaged queue aside and puts the rebuilt one, which is closed and synced, in its place. When the process ends in
  /// between, the next start continues with ``finishReplacing(as:)``.
  func replaceQueue(at moment: Timestamp) throws(SystemError) {
    let target = freePath(at: moment)
    DurableFile.syncFolder(of: queuePath)
    guard rename(queuePath, target) == 0 else { throw .last }
    DurableFile.syncFolder(of: queuePath)
    try finishReplacing(as: target)
  }

  /// Moves aside what is not a file in the place of the log or the identity, such as a folder: it would block the queue.
  func moveForeignFilesAside(at moment: Timestamp) throws(SystemError) {
    for file in [queuePath + "-wal", queuePath + "-journal", installationPath] {
      var status = stat()
      guard lstat(file, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { continue }
      guard rename(file, freePath(at: moment) + "-other") == 0 else { throw .last }
    }
  }

  /// A rebuilt queue is complete when the queue itself is missing; beside a queue it is unfinished.
  func finishReplacing(at moment: Timestamp) throws(SystemError) {
    guard access(rebuiltPath, F_OK) == 0 else { return }
    guard access(queuePath, F_OK) != 0 else { return removeRebuilt() }
    try finishReplacing(as: freePath(at: moment))
  }

  private func finishReplacing(as target: String) throws(SystemError) {
    // The log belongs to the file that was moved aside.
    if rename(queuePath + "-wal", target + "-wal") != 0, errno != ENOENT { throw .last }
    // A journal of the other file: SQLite would roll it back into the new one.
    unlink(queuePath + "-journal")
    guard rename(rebuiltPath, queuePath) == 0 else { throw .last }
    DurableFile.syncFolder(of: queuePath)
  }

  private func removeRebuilt() {
    for end in ["", "-wal", "-journal"] { unlink(rebuiltPath + end) }
  }

  private func freePath(at moment: Timestamp) -> String {
    var target = "\(path)/damaged-\(moment.milliseconds)"
    func isTaken(_ end: String) -> Bool { access(target + end, F_OK) == 0 }
    while isTaken(".sqlite") || isTaken(".sqlite-wal") || isTaken(".sqlite-other") { target += "-1" }
    return target + ".sqlite"
  }
}

extension InstallationCredential {
  static func make(at moment: Timestamp, random: any RandomSource) -> InstallationCredential {
    let id = ReportID(at: moment, random: (random.next(), random.next()))
    var secret: [UInt8] = []
    for _ in 0..<4 { withUnsafeBytes(of: random.next()) { secret.append(contentsOf: $0) } }
    // The secret has 32 bytes, so the initializer succeeds.
    return InstallationCredential(id: id, secret: secret) ?? make(at: moment, random: random)
  }
}
