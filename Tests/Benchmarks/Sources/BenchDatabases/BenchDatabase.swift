// A database of a benchmark's own.
#if PostgreSQL
  import Foundation

  public enum BenchDatabase {
    /// Runs `body` with the address of an empty database, and drops it.
    public static func with<Value>(
      _ server: String, _ name: String, _ body: (String) async throws -> Value
    ) async throws -> Value {
      let name = "bench_\(name)_\(ProcessInfo.processInfo.processIdentifier)"
      let whole = try Session(server)
      try whole.run("CREATE DATABASE \(name)")
      let result: Result<Value, any Error>
      do { result = .success(try await body(at(name, on: server))) } catch { result = .failure(error) }
      try whole.run("DROP DATABASE \(name) WITH (FORCE)")
      return try result.get()
    }

    /// The same server, another database.
    private static func at(_ database: String, on server: String) -> String {
      server.replacing(/(:\/\/[^\/?]*)(\/[^?]*)?/, maxReplacements: 1) { "\($0.output.1)/\(database)" }
    }
  }
#endif
