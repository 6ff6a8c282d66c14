// Two collectors on one database, as operators run them, and what their tests ask of them.
#if PostgreSQL
  import CollectorCore
  import CollectorPostgres
  import Foundation
  import TellbackWire
  import TestBrowser

  final class Nodes {
    let folder: TestFolder
    let database: TestDatabase
    let a: CollectorProcess
    let b: CollectorProcess
    private let settings: [String]

    /// Both run, started with these settings.
    init(_ settings: [String] = []) async throws {
      folder = try TestFolder()
      database = try TestDatabase()
      self.settings = settings
      a = CollectorProcess(folder, "a-", store: database.address)
      b = CollectorProcess(folder, "b-", store: database.address)
      try await a.start(settings)
      try await b.start(settings)
    }

    /// Starts one that was killed or stopped.
    func start(_ node: CollectorProcess) async throws { try await node.start(settings) }

    func stop() async throws {
      for node in [a, b] {
        let status = try await node.stop()
        guard status == 0 else { throw TestFailure("A node ended with \(status): \(node.log)") }
      }
    }

    /// A command on the database itself, beside the nodes.
    @discardableResult
    func command(_ words: [String], input: String? = nil) async throws -> [String] {
      let result = try await Tool.run(words + ["--store", database.address], input: input)
      guard result.status == 0 else { throw TestFailure("\(words): \(result.errors)") }
      return result.lines
    }

    /// The key of a new app, once both nodes take it.
    func createApp() async throws -> String {
      guard let key = try await command(["app", "create", "shop"]).last else { throw TestFailure("no key") }
      for node in [a, b] {
        try await eventually("the key to be known") {
          try await client(node, key).send("GET", WirePaths.knownIssues).status != 401
        }
      }
      return key
    }

    func client(_ node: CollectorProcess, _ key: String) throws -> Client { Client(base: try node.url, key: key) }

    func metric(_ name: String, of node: CollectorProcess) async throws -> Int64? {
      try await client(node, "none").metrics()["tellback_" + name]
    }

    /// The one that works in the background, and the other.
    func worker() async throws -> (working: CollectorProcess, waiting: CollectorProcess) {
      try await eventually("one of them to work") { a.log.contains("work_taken") || b.log.contains("work_taken") }
      return a.log.contains("work_taken") ? (a, b) : (b, a)
    }

    /// What a program of somebody of support sends as its key.
    func token() async throws -> String {
      try await command(
        ["user", "create", "ada@example.com", "--name", "Ada", "--role", "support"], input: "correct horse battery\n")
      let scopes = ["read", "claim", "answer", "move"].flatMap { ["--scope", $0] }
      guard let token = try await command(["user", "token", "create", "ada@example.com", "Desk"] + scopes).last else {
        throw TestFailure("no token")
      }
      return token
    }

    /// A store beside the nodes: to put in what no command does.
    func write(_ body: @escaping @Sendable (any StoreWrites) throws -> Void) async throws {
      let store = try PostgresStore(address: database.address)
      try await store.write(body)
      await store.close()
    }

    static func signIn(at port: Int) async throws -> String {
      let form = "email=ada%40example.com&password=correct+horse+battery&to=%2F"
      let answer = try await post(port, "/sign-in", form)
      guard answer.status == 303, let cookie = answer["set-cookie"]?.split(separator: ";").first else {
        throw TestFailure("Nobody could sign in: \(answer.status) \(answer.text)")
      }
      return String(cookie)
    }

    static func post(_ port: Int, _ path: String, _ form: String, cookie: String = "") async throws -> PlainAnswer {
      try await PlainClient.send(
        port: port, method: "POST", target: path,
        fields: [("Content-Type", "application/x-www-form-urlencoded"), ("Cookie", cookie)], body: Array(form.utf8))
    }

    static func page(_ port: Int, _ path: String, cookie: String) async throws -> PlainAnswer {
      try await PlainClient.send(port: port, method: "GET", target: path, fields: [("Cookie", cookie)])
    }
  }
#endif
