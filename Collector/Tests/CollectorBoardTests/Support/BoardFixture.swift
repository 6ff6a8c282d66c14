// A board that listens: the real server, the real store in a folder of its own, real tickets made by the real digest.
import CollectorBoard
import CollectorCore
import CollectorHTTP
import Foundation
import StoreConformance
import TellbackWire
import TestDatabases
import Testing

/// Starts on a free port; `close()` stops it and removes its folder.
final class BoardFixture: Sendable {
  static let password = "correct horse battery"
  static let digest = Digest()
  static let components = [
    ("/checkout", "Checkout"), ("/cart", "Checkout"), ("/account", "Account"), ("/orders", "Orders"),
    ("/catalogue", "Catalogue"),
  ]
  static let noon = Timestamp(milliseconds: 1_790_000_000_000)

  /// Runs each body of the board's writes twice, as a store of several writers may.
  let store: TwiceStore
  let secrets: TestSecrets
  let port: Int
  let clock: TestClock
  let failures = Failures()
  /// The board's route table.
  let routes: [(method: HTTPMethod, pattern: String, access: RouteAccess?)]
  private let server: HTTPServer
  private let place: TestStore

  init(
    secrets: TestSecrets = TestSecrets(), isSecure: Bool = false, usesRealTime: Bool = false, undoSeconds: Int64 = 0,
    prefix: String = "", proxySignIn: ProxySignIn? = nil, connectionsPerAddress: Int = 256, idleSeconds: Int64 = 0,
    watchers: Int = 500, isProof: Bool = false
  )
    async throws
  {
    place = try await TestStore("board")
    store = TwiceStore(place.store)
    let settings = OldRoutingSettings(components: Self.components.map { (prefix: $0.0, component: $0.1) })
    _ = try await store.write { try RoutingActions($0, now: Self.noon, by: .command).adopt(settings) }
    self.secrets = secrets
    clock = usesRealTime ? TestClock(nil) : TestClock(Self.noon)
    var router = Router()
    var options = BoardOptions(
      isSecure: isSecure, pathPrefix: prefix, undoSeconds: undoSeconds, idleSeconds: idleSeconds,
      pollMilliseconds: 50, watchers: watchers, proxySignIn: proxySignIn,
      onFailure: { [failures] incident, place, error in failures.add("\(incident) \(place): \(error)") })
    options.isProof = isProof
    let board = Board(store: store, secrets: secrets, clock: { [clock] in clock.now }, options: options)
    board.routes(into: &router)
    router.serveAlso(under: prefix)
    routes = router.routes
    var configuration = HTTPServerConfiguration(loops: 1)
    // Hundreds of tests share two threads on a small machine: a request may wait for its turn for minutes.
    configuration.handlerTimeout = .seconds(1_200)
    configuration.writeTimeout = .seconds(1_200)
    configuration.bodyTimeout = .seconds(1_200)
    configuration.maxConnectionsPerAddress = connectionsPerAddress
    server = HTTPServer(configuration: configuration, router: router)
    port = try server.start()
  }

  func close() async {
    await server.stop(within: .seconds(2))
    do { try await place.end() } catch { Issue.record("The store was not taken away: \(error)") }
  }

  /// Runs `body` in a house of its own, and closes it whatever happens.
  static func with<Value>(
    secrets: TestSecrets = TestSecrets(), isSecure: Bool = false, usesRealTime: Bool = false,
    undoSeconds: Int64 = 0, prefix: String = "", proxySignIn: ProxySignIn? = nil, connectionsPerAddress: Int = 256,
    idleSeconds: Int64 = 0, watchers: Int = 500, isProof: Bool = false,
    _ body: (BoardFixture) async throws -> Value
  ) async throws -> Value {
    let house = try await BoardFixture(
      secrets: secrets, isSecure: isSecure, usesRealTime: usesRealTime, undoSeconds: undoSeconds, prefix: prefix,
      proxySignIn: proxySignIn, connectionsPerAddress: connectionsPerAddress,
      idleSeconds: idleSeconds, watchers: watchers, isProof: isProof)
    do {
      let value = try await body(house)
      await house.close()
      return value
    } catch {
      await house.close()
      throw error
    }
  }

  // MARK: What stands in the store

  @discardableResult func addAccount(
    _ email: String = "ada@example.com", name: String = "Ada Keller", role: StaffRole = .support, apps: AppScope = .all
  ) async throws -> StaffAccount {
    let hash = try secrets.passwordHash(Self.password)
    let now = clock.now
    return try await store.write { store in
      let account = try store.createAccount(email: email, name: name, role: role, passwordHash: hash, at: now)
      try store.setApps(apps, account: account.id)
      return account
    }
  }

  func addApp(_ name: String = "shop") async throws -> AppRecord {
    let now = clock.now
    return try await store.write { try $0.createApp(name: name, quota: IngestQuota(), at: now) }
  }

  /// Receives `report` and digests it. `ago` and `skew` are in seconds.
  func receive(
    _ report: Report, app: AppRecord, ago: Int64 = 0, skew: Int64? = 0, files: [(type: String, bytes: [UInt8])] = []
  ) async throws {
    let moment = clock.now.adding(seconds: -ago)
    try await receive(
      IncomingReport(
        id: report.id, app: app.id, installation: nil, receivedAt: moment,
        sentAt: skew.map { moment.adding(seconds: $0) }, body: report.encoded()))
    for (index, file) in files.enumerated() {
      _ = try await store.write {
        try $0.storeAttachment(
          app: app.id, report: report.id, index: index, type: file.type, data: file.bytes, at: moment)
      }
    }
  }

  func receive(_ report: IncomingReport) async throws {
    let outcomes = try await withCheckedThrowingContinuation { continuation in
      store.ingest([report], from: nil) { continuation.resume(with: $0) }
    }
    guard outcomes == [.accepted] else { throw PlainClientError(description: "not accepted: \(outcomes)") }
    let moment = report.receivedAt
    _ = try await store.write { try Self.digest.digestPending(in: $0, now: moment) }
  }

  // MARK: What a browser sends

  func get(_ target: String, as visitor: Visitor? = nil, fields: [(String, String)] = []) async throws -> PlainAnswer {
    try await PlainClient.send(port: port, method: "GET", target: target, fields: (visitor?.fields ?? []) + fields)
  }

  func post(
    _ target: String, _ form: [(String, String)], as visitor: Visitor? = nil, fields: [(String, String)] = []
  ) async throws -> PlainAnswer {
    let body = form.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }.joined(separator: "&")
    return try await PlainClient.send(
      port: port, method: "POST", target: target,
      fields: [("Content-Type", "application/x-www-form-urlencoded")] + (visitor?.fields ?? []) + fields,
      body: Array(body.utf8))
  }

  /// Signs in and reads the form token from a page.
  func signIn(_ email: String = "ada@example.com") async throws -> Visitor {
    let answer = try await post("/sign-in", [("email", email), ("password", Self.password)])
    guard answer.status == 303, let cookie = answer["set-cookie"]?.split(separator: ";").first else {
      throw PlainClientError(description: "sign-in answered \(answer.status)")
    }
    var visitor = Visitor(cookie: String(cookie), token: "")
    let page = try await get("/", as: visitor)
    guard let start = page.text.range(of: "name=\"form_token\" value=\"") else {
      throw PlainClientError(description: "the page has no form token")
    }
    visitor.token = String(page.text[start.upperBound...].prefix { $0 != "\"" })
    return visitor
  }

  private static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain = (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
      return isPlain
        ? String(Character(Unicode.Scalar(byte)))
        : "%" + String(UInt16(byte) + 0x100, radix: 16).dropFirst().uppercased()
    }.joined()
  }
}

/// Somebody with a session.
struct Visitor: Sendable {
  var cookie: String
  var token: String

  var fields: [(String, String)] { [("Cookie", cookie)] }

  /// With the other cookie that an answer set, as the browser sends both.
  func carrying(_ answer: PlainAnswer) -> Visitor {
    guard let pair = answer["set-cookie"]?.split(separator: ";").first else { return self }
    return Visitor(cookie: "\(cookie.split(separator: ";")[0]); \(pair)", token: token)
  }
}

/// A clock that stands still until it is set; without a moment it is the system's.
final class TestClock: @unchecked Sendable {
  // `lock` protects `moment`.
  private let lock = NSLock()
  private var moment: Timestamp?

  init(_ moment: Timestamp?) { self.moment = moment }

  var now: Timestamp {
    lock.withLock { moment } ?? Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
  }

  func advance(seconds: Int64) { lock.withLock { moment = moment?.adding(seconds: seconds) } }
}

/// What the board said of failures.
final class Failures: @unchecked Sendable {
  // `lock` protects `list`.
  private let lock = NSLock()
  private var list: [String] = []

  func add(_ text: String) { lock.withLock { list.append(text) } }
  var all: [String] { lock.withLock { list } }
}
