// Which installation of a queue folder counts a day. Several processes share a folder, each with an installation of its own, and
// a day of theirs is one day of one copy of the app.
import TellbackWire

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension Slot {
  /// Beside the slots' folders.
  private var dayPath: String { path.dropLast(String(number).count) + "day" }

  /// True when `installation` counts `day`: the first one that asks. Nil while another process asks, or when the folder cannot be
  /// written: ask again later.
  func claim(_ day: Int64, for installation: ReportID) -> Bool? {
    withDay(O_CREAT) { descriptor, claimed -> Bool? in
      let claim = Self.text(day, installation)
      if claimed.split(separator: " ").first.flatMap({ Int64($0) }) == day { return claimed == claim }
      let bytes = Array(claim.utf8)
      // The name of a new file is synced by nobody: after a power loss a day may be counted by two processes.
      return pwrite(descriptor, bytes, bytes.count, 0) == bytes.count && fsync(descriptor) == 0 ? true : nil
    }
  }

  /// Removes the claim of an installation that was erased, so that its successor can count the day.
  func forgetDay(of installation: ReportID) {
    withDay(0) { _, claimed in
      if claimed.hasSuffix(installation.description) { unlink(dayPath) }
    }
  }

  /// Always of the same length, so that a claim leaves nothing of the one before.
  private static func text(_ day: Int64, _ installation: ReportID) -> String {
    let digits = String(day)
    return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + " \(installation)"
  }

  @discardableResult
  private func withDay<Value>(_ mode: Int32, _ body: (Int32, String) -> Value?) -> Value? {
    let descriptor = open(dayPath, O_RDWR | O_CLOEXEC | mode, 0o600)
    guard descriptor >= 0 else { return nil }
    // It also ends the lock.
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return body(descriptor, String(decoding: bytes.prefix(max(0, count)), as: UTF8.self))
  }
}
