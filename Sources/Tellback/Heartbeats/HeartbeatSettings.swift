// What the daily heartbeat says, and whether the user agreed to it. Shared by the app and the senders.
import TellbackSupport
import TellbackWire

final class HeartbeatSettings: Sendable {
  private struct State {
    var isAllowed: Bool
    var segment: String?
    var contacts = 0
    var tellsPages: Bool
    /// The day of ``reached``.
    var day: Int64 = 0
    /// Pages of the day that the queue was told of in this run. At most ``WireLimits/reachedPages``.
    var reached: Set<Int> = []
  }

  private let state: Lock<State>
  private let version: String
  private let channel: String?

  init(_ configuration: ReporterConfiguration) {
    version = configuration.appVersion
    channel = configuration.channel
    state = Lock(
      State(
        isAllowed: configuration.consent.heartbeat, segment: configuration.segment,
        tellsPages: configuration.consent.steps))
  }

  var isAllowed: Bool {
    get { state.withLock { $0.isAllowed } }
    set { state.withLock { $0.isAllowed = newValue } }
  }

  var segment: String? {
    get { state.withLock { $0.segment } }
    set { state.withLock { $0.segment = newValue } }
  }

  /// How often the collector answered something else: heartbeats follow behind.
  var contacts: Int { state.withLock { $0.contacts } }

  func noteContact() { state.withLock { $0.contacts += 1 } }

  /// Pages are told with consent to steps alone.
  var tellsPages: Bool {
    get { state.withLock { $0.isAllowed && $0.tellsPages } }
    set { state.withLock { $0.tellsPages = newValue } }
  }

  /// True the first time on a day, in this run. It does no I/O.
  func isNew(_ page: Int, on day: Int64) -> Bool {
    state.withLock { state in
      if state.day != day { (state.day, state.reached) = (day, []) }
      return state.reached.count < WireLimits.reachedPages && state.reached.insert(page).inserted
    }
  }

  func forgetReached() { state.withLock { $0.reached = [] } }

  /// The row of a day.
  func heartbeat(on day: Int64) -> Heartbeat {
    Heartbeat(
      day: day, version: version.cut(toBytes: WireLimits.contextValue),
      segment: segment?.cut(toBytes: WireLimits.segment), channel: channel)
  }
}

extension Timestamp {
  /// Days since 1970-01-01 in UTC, clamped to those that a heartbeat can name.
  var day: Int64 { min(max(milliseconds / 86_400_000, 0), 100_000) }
}
