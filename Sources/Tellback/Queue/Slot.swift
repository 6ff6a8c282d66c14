// One process's place in the queue folder: a numbered folder, held by an exclusive lock for as long as the process lives.
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
/// The kernel gives the lock back when the process ends, however it ends; then another process may adopt the slot.
final class Slot: Sendable {
  /// Slots that are tried: as many processes as may share a folder.
  static let count = 64
  static let ballastBytes = 262_144

  let number: Int
  let path: String
  private let descriptor: Int32

  var queuePath: String { path + "/queue.sqlite" }
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

  /// True when the slot's folder is there.
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
  /// Throws when the file is there and cannot be read: a new identity would lose the answers to what the old one reported.
  func credential(time: any TimeSource, random: any RandomSource) throws(SystemError) -> InstallationCredential {
    do {
      let bytes = try FileReading.bytes(ofFile: installationPath, limit: 1_000)
      // What is no credential was written by something else, and is of no use to anybody.
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

  /// Neither a queue nor an identity was ever kept here.
  var isUnused: Bool {
    let paths: [String] = [queuePath, installationPath]
    return paths.allSatisfy { path in access(path, F_OK) != 0 && errno == ENOENT }
  }

  /// Takes back what the mover of a queue wrote, which is still in memory.
  func makeUnused() {
    let paths: [String] = [queuePath + "-wal", queuePath, installationPath, ballastPath]
    for path in paths { unlink(path) }
    DurableFile.syncFolder(of: queuePath)
  }

  /// Removes damaged files that were set aside: they hold words too.
  func removeSetAside() {
    // A folder that cannot be listed has nothing that could be removed; the next erasure looks again.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in names where name.hasPrefix("damaged-") { unlink(path + "/" + name) }
    DurableFile.syncFolder(of: queuePath)
  }

  /// Makes the ballast unless it is there. Without room for it there is none, which is no error: it is for a later day.
  func makeBallast() {
    guard access(ballastPath, F_OK) != 0 else { return }
    do {
      try DurableFile.write([UInt8](repeating: 0x54, count: Self.ballastBytes), to: ballastPath)
    } catch {
      unlink(ballastPath)
    }
  }

  /// Gives the ballast back to the disk. True when there was one.
  func dropBallast() -> Bool { unlink(ballastPath) == 0 }

  /// The schema number in the header of the queue file, read without opening it as a database; nil without a file.
  /// Source: SQLite, "Database File Format", section 1.3, offset 60.
  var schemaNumber: Int? {
    let descriptor = open(queuePath, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4)
    guard pread(descriptor, &bytes, 4, 60) == 4 else { return nil }
    return bytes.reduce(0) { $0 << 8 | Int($1) }
  }

  /// Reads the queue file from its beginning to its end; throws what the system refuses.
  func readWholeQueue() throws(SystemError) {
    let descriptor = open(queuePath, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
    defer { close(descriptor) }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return }
      if count < 0, errno != EINTR { throw .last }
    }
  }

  /// Renames the queue file, and its WAL, out of the way. Returns the new path.
  func setQueueAside(at moment: Timestamp) throws(SystemError) -> String {
    var target = "\(path)/damaged-\(moment.milliseconds).sqlite"
    var attempt = 0
    while access(target, F_OK) == 0 {
      attempt += 1
      target = "\(path)/damaged-\(moment.milliseconds)-\(attempt).sqlite"
    }
    // The WAL first: a crash between the two must not leave a WAL beside a file that it does not belong to.
    if rename(queuePath + "-wal", target + "-wal") != 0, errno != ENOENT { throw .last }
    guard rename(queuePath, target) == 0 else { throw .last }
    return target
  }
}

extension InstallationCredential {
  static func make(at moment: Timestamp, random: any RandomSource) -> InstallationCredential {
    let id = ReportID(at: moment, random: (random.next(), random.next()))
    var secret: [UInt8] = []
    for _ in 0..<4 { withUnsafeBytes(of: random.next()) { secret.append(contentsOf: $0) } }
    // 32 bytes by construction; the initializer has nothing to refuse.
    return InstallationCredential(id: id, secret: secret) ?? make(at: moment, random: random)
  }
}
