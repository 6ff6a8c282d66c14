// One process writes a data directory: an advisory lock on a file in it, given back by the kernel when the process ends.
import Foundation

/// Holds the lock for as long as it lives.
package final class DirectoryLock: Sendable {
  private let descriptor: Int32

  package init(directory: String) throws(SQLiteStoreError) {
    let path = directory + "/collector.lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: systemReason()) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let isHeld = errno == EWOULDBLOCK
      let reason = systemReason()
      defer { close(descriptor) }
      if isHeld { throw .inUse(pid: Self.holder(descriptor)) }
      throw .cannotOpen(path: path, reason: reason)
    }
    self.descriptor = descriptor
    // The number is only for the message that a second process prints; failing to write it does no harm.
    let number = Array("\(getpid())\n".utf8)
    if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, number, number.count, 0) }
  }

  deinit { close(descriptor) }

  private static func holder(_ descriptor: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    let digits = bytes[0..<count].prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    return Int32(String(decoding: digits, as: UTF8.self))
  }
}

/// The system's sentence for the last failed call.
func systemReason() -> String { String(cString: strerror(errno)) }
