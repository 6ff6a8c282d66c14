// Checks passwords off the event loop. Invariant: at most `parallel` at once (each takes tens of megabytes) and `waiting` queued.
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
    if running >= parallel {
      guard line.count < waiting else { return nil }
      // A check that ends hands its place to the next one, so `running` stays as it is.
      await withCheckedContinuation { line.append($0) }
    } else {
      running += 1
    }
    let fits = await verify(password, hash ?? "")
    if line.isEmpty { running -= 1 } else { line.removeFirst().resume() }
    return fits && hash != nil
  }

  private func verify(_ password: String, _ hash: String) async -> Bool {
    let secrets = secrets
    return await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: secrets.verify(password: password, hash: hash)) }
    }
  }
}
