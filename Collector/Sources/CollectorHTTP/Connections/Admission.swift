// How many connections are open, in all and from each address, and what their bodies may take in memory. Shared by every loop;
// asked once per connection and once per large body.
import Synchronization

final class Admission: Sendable {
  private struct State: Sendable {
    var total = 0
    var perAddress: [UInt64: Int] = [:]
    var bodyBytes = 0
  }

  private let maxTotal: Int
  private let maxPerAddress: Int
  private let maxBodyBytes: Int
  private let exempt: Set<String>
  private let state = Mutex(State())

  init(_ configuration: HTTPServerConfiguration) {
    // What else the process opens, a database above all, needs descriptors too.
    let others = 128
    let descriptors = Sockets.raiseDescriptorLimit(to: configuration.maxConnections + others)
    maxTotal = min(configuration.maxConnections, max(1, descriptors - others))
    maxPerAddress = configuration.maxConnectionsPerAddress
    maxBodyBytes = configuration.maxBodyBytesInFlight
    exempt = configuration.trustedProxies
  }

  /// Counts the connection in, or says why it may not come in. One that `displaces` another comes in before that one has
  /// left, so that nobody else can take its place.
  func admit(_ address: PeerAddress, displaces: Bool = false) -> HTTPCounters.Refusal? {
    let isExempt = exempt.contains(address.text)
    return state.withLock { state in
      guard state.total < maxTotal || displaces else { return .connections }
      let count = state.perAddress[address.key, default: 0]
      guard isExempt || count < maxPerAddress else { return .address }
      state.total += 1
      state.perAddress[address.key] = count + 1
      return nil
    }
  }

  func release(_ address: PeerAddress) {
    state.withLock { state in
      state.total -= 1
      let count = state.perAddress[address.key, default: 0] - 1
      state.perAddress[address.key] = count > 0 ? count : nil
    }
  }

  /// Sets memory aside for a body. One alone is always let in, so that a small budget cannot refuse it for ever.
  func reserveBody(_ bytes: Int) -> Bool {
    state.withLock { state in
      guard state.bodyBytes == 0 || bytes <= maxBodyBytes - state.bodyBytes else { return false }
      state.bodyBytes += bytes
      return true
    }
  }

  func releaseBody(_ bytes: Int) {
    state.withLock { $0.bodyBytes -= bytes }
  }
}
