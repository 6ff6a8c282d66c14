// Databases of tests on a real server (Tests/postgres): each test has one of its own, copied from one that has the tables, and drops it.
#if PostgreSQL
  import CLibPQ
  import CollectorPostgres
  import Foundation
  import Synchronization

  package enum TestDatabase {
    /// A URI of the server, as Tests/postgres gives it.
    package static var address: String? { ProcessInfo.processInfo.environment["TELLBACK_POSTGRES"] }
    package static var isThere: Bool { address != nil }

    /// So many tests use the server at once: each has up to five sessions.
    private static let room = Room(24)
    private static let template = Template()
    private static let number = Atomic<Int>(0)

    /// Runs `body` with the address of an empty store of its own.
    package static func with<Value: Sendable>(_ body: (String) async throws -> Value) async throws -> Value {
      let database = try await make()
      let result: Result<Value, any Error>
      do { result = .success(try await body(database)) } catch { result = .failure(error) }
      try await drop(database)
      return try result.get()
    }

    /// The address of an empty store of its own, once there is room for it. Whoever has it drops it.
    package static func make() async throws -> String {
      guard let server = address else { throw ServerRefusal(description: "TELLBACK_POSTGRES names no server.") }
      await room.enter()
      do {
        let template = try await template.name(on: server)
        let name = "\(template)_\(number.add(1, ordering: .relaxed).newValue)"
        try run("CREATE DATABASE \(name) TEMPLATE \(template)", on: server)
        return at(name, on: server)
      } catch {
        await room.leave()
        throw error
      }
    }

    /// Ends what still uses it.
    package static func drop(_ database: String) async throws {
      let name = database.split(separator: "?")[0].split(separator: "/").last.map(String.init) ?? ""
      let result = Result { try run("DROP DATABASE \(name) WITH (FORCE)", on: address ?? "") }
      await room.leave()
      _ = try result.get()
    }

    /// The same server, another database.
    package static func at(_ database: String, on server: String) -> String {
      server.replacing(/(:\/\/[^\/?]*)(\/[^?]*)?/, maxReplacements: 1) { "\($0.output.1)/\(database)" }
    }

    /// Runs a statement of PostgreSQL's on a session of its own. Returns the first column of the rows.
    @discardableResult
    package static func run(_ sql: String, on address: String) throws -> [String] {
      let session = PQconnectdb(address)
      defer { PQfinish(session) }
      let rows = PQexec(session, sql)
      defer { PQclear(rows) }
      guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(rows)) else {
        throw ServerRefusal(description: "\(String(cString: PQerrorMessage(session))) in: \(sql)")
      }
      return (0..<PQntuples(rows)).map { String(cString: PQgetvalue(rows, $0, 0)) }
    }

    package struct ServerRefusal: Error, CustomStringConvertible { package let description: String }

    /// Makes the database that the others are copied from, once.
    private actor Template {
      private var made: Task<String, any Error>?

      func name(on server: String) async throws -> String {
        let task =
          made
          ?? Task {
            let name = "tellback_test_\(ProcessInfo.processInfo.processIdentifier)"
            try TestDatabase.run("CREATE DATABASE \(name)", on: server)
            // A copy is made of a database that nobody uses.
            await (try PostgresStore(address: TestDatabase.at(name, on: server))).close()
            return name
          }
        made = task
        return try await task.value
      }
    }

    private actor Room {
      private var free: Int
      private var waiting: [CheckedContinuation<Void, Never>] = []

      init(_ places: Int) { free = places }

      func enter() async {
        if free > 0 {
          free -= 1
        } else {
          await withCheckedContinuation { waiting.append($0) }
        }
      }

      func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
      }
    }
  }
#endif
