// What was sent is noted, even when the disk is full for a while.
import CollectorCore
import TellbackSupport

extension Store {
  /// Writes what came of something that was sent, again and again until it is on disk: the sender waits, and sends nothing more of it
  /// meanwhile. Gives up once the store is closed, and after a failure when the sender stops. Each failure is logged as `event`.
  func note(
    orLog event: String, _ log: (_ event: String, _ fields: KeyValuePairs<String, String>) -> Void,
    isStopping: () -> Bool, _ body: @escaping @Sendable (any StoreWrites) throws -> Void
  ) async {
    var failures = 0
    while true {
      do { return try await write(body) } catch {
        failures += 1
        log(event, ["error": "\(error)", "in_a_row": "\(failures)"])
        if case StoreError.closed = error { return }
        if isStopping() { return }
        await WakeUp().sleep(for: .seconds(min(10, Double(1 << min(failures, 4)) / 4)))
      }
    }
  }
}
