// Runs a role of this harness in a process of its own, with JSON in and JSON out.
import FaultKit
import Foundation

final class Child<Result: Codable & Sendable>: Sendable {
  private let program: Program
  private let results: String
  private let errors: String

  init(role: String, orders: some Encodable, in folder: Folder, environment: [String: String] = [:]) throws {
    let name = folder.file("\(role)-\(UUID().uuidString)")
    results = name + ".result"
    errors = name + ".err"
    try JSONEncoder().encode(orders).write(to: URL(fileURLWithPath: name))
    program = try Program(Program.this, ["child", role, name, results], environment: environment, errors: errors)
  }

  var pid: pid_t { program.pid }

  /// What it saw, once it has ended.
  func result(within limit: Duration) async throws -> Result {
    let end = try await program.wait(within: limit)
    guard end == .exit(0), let data = FileManager.default.contents(atPath: results) else {
      let text = FileManager.default.contents(atPath: errors).map { String(decoding: $0.suffix(500), as: UTF8.self) }
      throw FaultError("a child ended with \(end): \(text ?? "")")
    }
    return try JSONDecoder().decode(Result.self, from: data)
  }

  func end() { program.send(SIGKILL) }
}

enum ChildProcess {
  /// Reads the orders of `arguments`, does the work, and writes what came of it.
  static func play<Orders: Decodable, Result: Encodable>(
    _ arguments: [String], _ work: (Orders) async throws -> Result
  ) async throws {
    guard arguments.count == 2, let data = FileManager.default.contents(atPath: arguments[0]) else {
      throw FaultError("A role wants a file of orders and one for its result.")
    }
    let result = try await work(try JSONDecoder().decode(Orders.self, from: data))
    try JSONEncoder().encode(result).write(to: URL(fileURLWithPath: arguments[1]))
  }
}
