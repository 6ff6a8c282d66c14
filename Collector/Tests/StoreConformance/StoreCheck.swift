// One promise of the contract `Store`, as a check that any store can be put to. No test library here: a check throws.
import CollectorCore
import TellbackWire

/// A promise and how to test it on a fresh, empty store.
public struct StoreCheck: Sendable, CustomStringConvertible {
  /// A sentence.
  public let description: String
  /// Gets a new store, and what opens it once more when it was closed.
  public let run: @Sendable (any Store, _ reopen: @Sendable () throws -> any Store) async throws -> Void

  init(_ description: String, _ run: @escaping @Sendable (any Store) async throws -> Void) {
    self.description = description
    self.run = { store, _ in try await run(store) }
  }

  init(
    _ description: String,
    reopening run: @escaping @Sendable (any Store, _ reopen: @Sendable () throws -> any Store) async throws -> Void
  ) {
    self.description = description
    self.run = run
  }

  /// All checks.
  public static let all: [StoreCheck] =
    accountChecks + answerChecks + appChecks + attachmentChecks + auditChecks + blockChecks + conversationChecks
    + decisionChecks + deskChecks + digestChecks + dueChecks + duplicateGroupChecks + envelopeChecks + erasureChecks
    + eventChecks + exposureChecks + followerChecks + ingestChecks + installationChecks + installationErasureChecks
    + importChecks + knownIssueChecks + languageChecks + launchChecks + matchChecks + mergeChecks + noticeChecks
    + numberChecks + offeredDeviceChecks + outgoingChecks + ownerChecks + pageReachChecks + painChecks + redactionChecks
    + releaseChecks + reporterChecks
    + risenChecks + routingChecks
    + searchChecks + serviceLevelChecks + severalWritersChecks + spikeChecks + staffChecks + stuckChecks + tagChecks
    + ticketChecks
    + tokenChecks + trackerChecks + transactionChecks + triageChecks + updateChecks + vastListChecks + verdictChecks
    + viewChecks
    + watchChecks + webKeyChecks + webhookChecks
}

/// A promise that was broken.
public struct BrokenPromise: Error, CustomStringConvertible {
  public let description: String
}

func expect(
  _ condition: Bool, _ message: @autoclosure () -> String = "", file: StaticString = #fileID, line: UInt = #line
) throws {
  guard condition else { throw BrokenPromise(description: "\(file):\(line): \(message())") }
}

func expectEqual<Value: Equatable>(
  _ found: Value?, _ expected: Value, file: StaticString = #fileID, line: UInt = #line
) throws {
  try expect(found == expected, "found \(String(describing: found)), expected \(expected)", file: file, line: line)
}

func unwrap<Value>(_ value: Value?, file: StaticString = #fileID, line: UInt = #line) throws -> Value {
  guard let value else { throw BrokenPromise(description: "\(file):\(line): nothing there") }
  return value
}

func expectError<Failure: Error & Equatable>(
  _ expected: Failure, file: StaticString = #fileID, line: UInt = #line, _ body: () async throws -> Void
) async throws {
  do { try await body() } catch let error as Failure {
    return try expectEqual(error, expected, file: file, line: line)
  } catch { throw BrokenPromise(description: "\(file):\(line): threw \(error), expected \(expected)") }
  throw BrokenPromise(description: "\(file):\(line): nothing was thrown, expected \(expected)")
}
