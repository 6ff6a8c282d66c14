// Short state under a lock. No SQL, no I/O and no callback ever runs under it.
import Foundation

/// A value that threads share.
///
/// `@unchecked Sendable`: `lock` protects `value`, which leaves only by copy.
final class Locked<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  init(_ value: Value) { self.value = value }

  func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
