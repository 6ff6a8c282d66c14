// Secrets that are cheap, so that tests are; what Argon2id and BLAKE2b keep is tested where they are called.
import CollectorCore
import Foundation

/// Counts how many checks run at once, which is what the board promises about them.
final class TestSecrets: Secrets, @unchecked Sendable {
  // `condition` protects everything below.
  private let condition = NSCondition()
  private var running = 0
  private var most = 0
  private var isOpen: Bool

  /// With `isOpen` false every check waits until `open()`.
  init(isOpen: Bool = true) { self.isOpen = isOpen }

  var mostAtOnce: Int { condition.withLock { most } }

  func open() {
    condition.withLock {
      isOpen = true
      condition.broadcast()
    }
  }

  func passwordHash(_ password: String) throws -> String { "test:" + password }

  func verify(password: String, hash: String) -> Bool {
    condition.withLock {
      running += 1
      most = max(most, running)
      while !isOpen { condition.wait() }
      running -= 1
    }
    return hash == "test:" + password
  }

  func makeToken() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  /// FNV-1a in four lanes: not secret, but different for different input.
  func tokenHash(_ token: [UInt8]) -> [UInt8] {
    (0..<4).flatMap { lane -> [UInt8] in
      let hash = (token + [UInt8(lane)]).reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
        ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
      }
      return (0..<8).map { UInt8(truncatingIfNeeded: hash >> (8 * UInt64($0))) }
    }
  }

  func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool { left == right }
}
