// Callers as the HTTP engine makes them: each sends its next call when the answer to the last one came.
import CollectorCore
import Foundation

/// Thread-safe: `lock` protects the counters and the latencies.
public final class Callers: @unchecked Sendable {
  private let lock = NSLock()
  private var next = 0
  private var answered = 0
  private var failures: [String] = []
  public private(set) var latencies: [Double] = []
  private let calls: Int
  private let store: any Store
  private let make: @Sendable (Int) -> [IncomingReport]
  private let contact: (@Sendable (Int) -> InstallationContact)?
  private let isDone = DispatchSemaphore(value: 0)

  public init(
    _ calls: Int, on store: any Store, contact: (@Sendable (Int) -> InstallationContact)? = nil,
    make: @escaping @Sendable (Int) -> [IncomingReport]
  ) {
    self.calls = calls
    self.store = store
    self.contact = contact
    self.make = make
    latencies.reserveCapacity(calls)
  }

  /// Blocks until all calls are answered; gives what went wrong.
  public func run(_ callers: Int) -> [String] {
    for _ in 0..<callers { call() }
    isDone.wait()
    return lock.withLock { failures }
  }

  public func percentile(_ share: Double) -> Double {
    let sorted = lock.withLock { latencies.sorted() }
    return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
  }

  private func call() {
    let number = lock.withLock { () -> Int? in
      guard next < calls else { return nil }
      next += 1
      return next - 1
    }
    guard let number else { return }
    let start = DispatchTime.now().uptimeNanoseconds
    store.ingest(make(number), from: contact?(number)) { [self] result in
      let isLast = lock.withLock {
        latencies.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6)
        if case .failure(let error) = result { failures.append("\(error)") }
        answered += 1
        return answered == calls
      }
      if isLast { isDone.signal() } else { call() }
    }
  }
}
