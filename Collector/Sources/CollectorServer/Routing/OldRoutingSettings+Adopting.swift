// At a start: what the settings of earlier releases said becomes rules, once.
import CollectorCore

extension OldRoutingSettings {
  /// Says in the log when settings are given that are not read any more.
  func adopt(into store: any Store, log: Log) async throws {
    guard try await !store.read({ try $0.hasAdoptedRoutingSettings() }) else {
      if !isEmpty {
        log.warning(
          "routing_settings_ignored",
          ["advice": "component, critical-phrase and high-phrase became rules at an earlier start; see: rule list"])
      }
      return
    }
    let now = SystemClock.now()
    _ = try await store.write { try RoutingActions($0, now: now, by: .command).adopt(self) }
    if !isEmpty { log.info("routing_settings_adopted") }
  }
}
