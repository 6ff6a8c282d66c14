// Checks and hashes passwords off the event loop. Invariant: at most `parallel` at once (each takes tens of megabytes) and `waiting` queued.
import CollectorCore
import Dispatch

/// A bounded queue in front of Argon2id.
actor PasswordChecker {
  private let secrets: any Secrets
  private let parallel: Int
  private let waiting: Int
  private let queue = DispatchQueue(label: "tellback.passwords", attributes: .concurrent)
  private var running = 0
  private var line: [CheckedContinuation<Void, Never>] = []

  init(secrets: any Secrets, parallel: Int = 2, waiting: Int = 32) {
    self.secrets = secrets
    self.parallel = parallel
    self.waiting = waiting
  }

  /// Whether `password` belongs to `hash`; nil when the queue is full. Without a hash (an account that does not exist) it takes
  /// as long and returns false.
  func check(_ password: String, against hash: String?) async -> Bool? {
    guard await enter() else { return nil }
    defer { leave() }
    let secrets = secrets
    let fits = await run { secrets.verify(password: password, hash: hash ?? "") }
    return fits && hash != nil
  }

  /// The hash to store of a new password; nil when the queue is full.
  func hash(_ password: String) async throws -> String? {
    guard await enter() else { return nil }
    defer { leave() }
    let secrets = secrets
    return try await run { Result { try secrets.passwordHash(password) } }.get()
  }

  private func enter() async -> Bool {
    guard running >= parallel else {
      running += 1
      return true
    }
    guard line.count < waiting else { return false }
    // Work that ends hands its place to the next one, so `running` stays as it is.
    await withCheckedContinuation { line.append($0) }
    return true
  }

  private func leave() {
    if line.isEmpty { running -= 1 } else { line.removeFirst().resume() }
  }

  private func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: work()) }
    }
  }
}
