// Clocks and randomness of one simulated device. Its wall clock may be wrong and may jump; the monotonic clock is the
// simulation's.
import FaultKit
import Tellback

/// `@unchecked Sendable`: see ``Simulator``.
final class DeviceTime: TimeSource, @unchecked Sendable {
  private let simulator: Simulator
  /// Milliseconds that the device's clock is ahead of the true time.
  var offset: Int64 = 0

  init(_ simulator: Simulator) { self.simulator = simulator }

  func now() -> Timestamp { Timestamp(milliseconds: max(0, simulator.wall / 1_000_000 + offset)) }
  func uptime() -> UInt64 { UInt64(simulator.uptime) }
  func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}

/// Random numbers of one device, from the seed.
final class DeviceRandom: RandomSource, @unchecked Sendable {
  private var random: FaultKit.SeededRandom
  init(seed: UInt64) { random = FaultKit.SeededRandom(seed: seed) }
  func next() -> UInt64 { random.next() }
}
