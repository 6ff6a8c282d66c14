// The automatic context. A snapshot is kept and refreshed in the background, at most once a minute, so that no report waits for it.
import Dispatch
import TellbackSupport
import TellbackWire

final class ContextSource: Sendable {
  /// The version of the SDK, as it stands in the context.
  static let sdkVersion = "tellback-swift/0.1.0"

  private struct State {
    var snapshot: ContextSnapshot
    var readAt: UInt64
    var isReading = false
  }

  private let state: Lock<State>
  private let folder: String
  private let time: any TimeSource
  private let maximumAge: UInt64 = 60_000_000_000

  init(appName: String, appVersion: String, appBuild: String?, folder: String?, time: any TimeSource) {
    self.folder = folder ?? "/"
    self.time = time
    var snapshot = ContextSnapshot(
      appName: appName, appVersion: appVersion, appBuild: appBuild, osName: SystemInfo.osName,
      osVersion: SystemInfo.osVersion, device: SystemInfo.device, timeZone: SystemInfo.timeZone,
      sdk: Self.sdkVersion)
    snapshot.diskFree = SystemInfo.diskFree(at: self.folder)
    snapshot.memoryFree = SystemInfo.memoryFree
    state = Lock(State(snapshot: snapshot.cut, readAt: time.uptime()))
  }

  /// The current snapshot. When it is older than a minute, a background thread refreshes it for the next report.
  var current: ContextSnapshot {
    let now = time.uptime()
    let (snapshot, isStale) = state.withLock { state -> (ContextSnapshot, Bool) in
      let isStale = now > state.readAt &+ maximumAge && !state.isReading
      if isStale { state.isReading = true }
      return (state.snapshot, isStale)
    }
    if isStale { DispatchQueue.global(qos: .utility).async { self.refresh() } }
    return snapshot
  }

  private func refresh() {
    let (disk, memory, zone) = (SystemInfo.diskFree(at: folder), SystemInfo.memoryFree, SystemInfo.timeZone)
    let now = time.uptime()
    state.withLock { state in
      state.snapshot.diskFree = disk
      state.snapshot.memoryFree = memory
      state.snapshot.timeZone = zone
      state.readAt = now
      state.isReading = false
    }
  }
}

extension ContextSnapshot {
  /// The snapshot with every text cut to its limit, so that no system value makes a report invalid.
  fileprivate var cut: ContextSnapshot {
    func cut(_ text: String?) -> String? { text?.cut(toBytes: WireLimits.contextValue) }
    return ContextSnapshot(
      appName: cut(appName), appVersion: cut(appVersion), appBuild: cut(appBuild), osName: cut(osName),
      osVersion: cut(osVersion), device: cut(device), timeZone: cut(timeZone), diskFree: diskFree,
      memoryFree: memoryFree, sdk: cut(sdk))
  }
}
