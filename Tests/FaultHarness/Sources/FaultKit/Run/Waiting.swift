// Polls for what another process does.

/// Asks again and again until `condition` holds. Throws after `limit`, naming `what` was waited for.
public func eventually(
  _ what: String, within limit: Duration = .seconds(30), every pause: Duration = .milliseconds(5),
  _ condition: () async throws -> Bool
) async throws {
  let end = ContinuousClock.now + limit
  while try await !condition() {
    guard ContinuousClock.now < end else { throw FaultError("waited \(limit) in vain for \(what)") }
    try await Task.sleep(for: pause)
  }
}
