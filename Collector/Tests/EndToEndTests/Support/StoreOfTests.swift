// Where the collectors of tests keep their reports: in their data directories, or each in a database of its own on the PostgreSQL that
// Tests/postgres starts. TELLBACK_TEST_STORE=postgres runs every end-to-end test on it.
import CollectorCore
import CollectorPostgres
import CollectorSQLite
import Foundation
import Synchronization
import TestPrograms
import Testing

enum StoreOfTests {
  private struct Place {
    var address: String
    var isServed = false
  }

  private static let places = Mutex<[String: Place]>([:])
  static let usesPostgres = ProcessInfo.processInfo.environment["TELLBACK_TEST_STORE"] == "postgres"

  /// The collector of a data directory uses this store; nil is the one of the run.
  static func note(_ store: String?, for data: String) {
    guard store != nil || usesPostgres else { return }
    // A database that cannot be made is no address either: the collector says so.
    let address = store ?? ((try? TestDatabase())?.address ?? "postgres://none@localhost:1/none")
    places.withLock { $0[data] = Place(address: address) }
  }

  static func isServed(_ data: String, _ isServed: Bool) { places.withLock { $0[data]?.isServed = isServed } }

  /// What a command with `--data` finds in its environment. A command for a collector that runs goes through it.
  static func address(for arguments: [String]) -> String? {
    guard let flag = arguments.firstIndex(of: "--data"), flag + 1 < arguments.count else { return nil }
    guard let place = places.withLock({ $0[arguments[flag + 1]] }) else { return nil }
    let isDirect = ["serve", "doctor"].contains(arguments.first)
    return place.isServed && !isDirect ? nil : place.address
  }

  static func address(of data: String) -> String? { places.withLock { $0[data]?.address } }
}

extension CollectorProcess {
  /// The store itself, while the collector does not run: to put in or to see what no command does.
  func openStore() throws -> any Store {
    guard let address = StoreOfTests.address(of: data) else { return try SQLiteStore(directory: data) }
    #if PostgreSQL
      return try PostgresStore(address: address)
    #else
      throw TestFailure("These tests were built without PostgreSQL, and are to run on \(address).")
    #endif
  }
}

extension Trait where Self == ConditionTrait {
  /// For tests of the embedded store's own file: how it is copied, restored, damaged and moved.
  static var embeddedStore: Self {
    .disabled(if: StoreOfTests.usesPostgres, "it is about the file of the embedded store")
  }
}

/// A new database on the server of the tests. It goes away with the server.
struct TestDatabase: Sendable {
  /// The server's address; nil where no server was started.
  static let server = ProcessInfo.processInfo.environment["TELLBACK_POSTGRES"]
  static var isThere: Bool { server != nil }
  static let why: Comment = "TELLBACK_POSTGRES names no server; run the tests by Tests/postgres COMMAND"

  let name: String
  let address: String

  init(on server: String? = TestDatabase.server) throws {
    guard let server else { throw TestFailure("TELLBACK_POSTGRES names no server.") }
    name = "e2e_" + UUID().uuidString.lowercased().filter { $0 != "-" }
    address = server.replacingOccurrences(of: "/postgres?", with: "/\(name)?")
    try Self.run("CREATE DATABASE \(name)", on: server)
  }

  func run(_ sql: String) throws { try Self.run(sql, on: address) }

  /// One statement by PostgreSQL's own client. Returns what it prints: the rows alone.
  @discardableResult
  static func run(_ sql: String, on address: String) throws -> String {
    try client(
      "psql", ["--no-psqlrc", "--quiet", "-At", "--set", "ON_ERROR_STOP=1", "--command", sql, address])
  }

  /// Runs a program of PostgreSQL's to its end. Returns what it prints.
  @discardableResult
  static func client(_ name: String, _ arguments: [String]) throws -> String {
    let files = FileManager.default.temporaryDirectory.path + "/tellback-\(name)-\(UUID().uuidString)"
    let (output, errors) = (files + ".out", files + ".err")
    defer { for path in [output, errors] { try? FileManager.default.removeItem(atPath: path) } }
    let program = try Program("/usr/bin/" + name, arguments, output: output, errors: errors)
    while program.isRunning { usleep(2_000) }
    guard program.end() == .exit(0) else {
      throw TestFailure("\(name): \((try? String(contentsOfFile: errors, encoding: .utf8)) ?? "no reason")")
    }
    return try String(contentsOfFile: output, encoding: .utf8)
  }
}
