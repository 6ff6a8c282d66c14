// A database for each part.
#if PostgreSQL
  import CPipelineReference
  import Foundation

  enum BenchDatabase {
    /// Runs `body` with the address of an empty database, and drops it.
    static func with<Value>(
      _ server: String, _ name: String, _ body: (String) async throws -> Value
    ) async throws -> Value {
      let name = "bench_\(name)_\(ProcessInfo.processInfo.processIdentifier)"
      try run("CREATE DATABASE \(name)", on: server)
      let result: Result<Value, any Error>
      do { result = .success(try await body(at(name, on: server))) } catch { result = .failure(error) }
      try run("DROP DATABASE \(name) WITH (FORCE)", on: server)
      return try result.get()
    }

    /// The same server, another database.
    static func at(_ database: String, on server: String) -> String {
      server.replacing(/(:\/\/[^\/?]*)(\/[^?]*)?/, maxReplacements: 1) { "\($0.output.1)/\(database)" }
    }

    /// The first column of the first row, if there is one.
    @discardableResult
    static func run(_ sql: String, on address: String) throws -> String {
      var message = [CChar](repeating: 0, count: 512)
      let code = tb_execute(address, sql, &message, message.count)
      let text = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard code == 0 else { throw BenchError("\(text) in: \(sql)") }
      return text
    }
  }
#endif
