// The SDK's sources of time and random numbers. Both are injected, so that tests control them.
import TellbackSupport
import TellbackWire

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The SDK's source of time. ``SystemTime`` is the device's clock.
public protocol TimeSource: Sendable {
  /// The moment by the device's clock. It may jump; only timestamps depend on it.
  func now() -> Timestamp
  /// A clock that never goes back, in nanoseconds from an arbitrary start. Delays are measured by it.
  func uptime() -> UInt64
  /// Returns after `duration`, or throws when the task is cancelled.
  func sleep(for duration: Duration) async throws
}

/// The clock of the device.
public struct SystemTime: TimeSource {
  public init() {}

  public func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }

  public func uptime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  public func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}

extension WakeUp {
  /// Returns after `duration` by the clock of `time` (nil: never by itself), at the next signal, or when the task is cancelled.
  func sleep(for duration: Duration?, by time: any TimeSource) async {
    await sleep(for: duration) { try await time.sleep(for: $0) }
  }
}

/// The SDK's source of random numbers.
public protocol RandomSource: Sendable {
  /// 64 bits. ``SystemRandom`` takes them from the system's generator.
  func next() -> UInt64
}

/// The system's cryptographic random numbers.
public struct SystemRandom: RandomSource {
  public init() {}

  public func next() -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }
}

extension RandomSource {
  /// A number from 0 up to and without 1.
  func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

extension Duration {
  /// Whole nanoseconds, clamped to the range.
  var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let (product, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return .max }
    let (sum, sumOverflow) = product.addingReportingOverflow(UInt64(attoseconds) / 1_000_000_000)
    return sumOverflow ? .max : sum
  }

  var milliseconds: Int64 { Int64(clamping: nanoseconds / 1_000_000) }
}
