// What tests see of a store from outside, whichever it is.
import CollectorCore
import CollectorPostgres
import CollectorSQLite
import Foundation
import TellbackSQLite

extension StoreOfTests {
  /// The number that a query answers with, beside a collector that runs or without one. Both stores know its dialect.
  static func number(_ sql: String, in data: String) throws -> Int {
    guard let address = address(of: data) else {
      let file = try Connection(path: data + "/collector.sqlite", mode: .readOnly)
      return try file.first(sql) { $0.int(0) } ?? -1
    }
    let text = try TestDatabase.run("SET search_path TO tellback; \(sql)", on: address)
    guard let number = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw TestFailure("\(sql) answered '\(text)'.")
    }
    return number
  }
}

extension CollectorProcess {
  func number(_ sql: String) throws -> Int { try StoreOfTests.number(sql, in: data) }

  /// What doctor finds to be wrong.
  func errors() throws -> [Finding] {
    let findings: [Finding]
    if let address = StoreOfTests.address(of: data) {
      #if PostgreSQL
        findings = try PostgresDoctor.examine(address: address)
      #else
        throw TestFailure("These tests were built without PostgreSQL, and are to run on \(address).")
      #endif
    } else {
      findings = SQLiteStore.examine(directory: data)
    }
    return findings.filter { $0.severity == .error }
  }

  /// The files of its data directory, of whatever name, that hold these words, and "database" where that does.
  func holding(_ words: String) throws -> [String] {
    let bytes = Data(words.utf8)
    let files = FileManager.default.enumerator(
      at: URL(fileURLWithPath: data), includingPropertiesForKeys: [.isRegularFileKey])
    let names = try (files?.allObjects ?? []).compactMap { $0 as? URL }.filter { url in
      guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { return false }
      return try Data(contentsOf: url).range(of: bytes) != nil
    }.map(\.lastPathComponent)
    guard let address = StoreOfTests.address(of: data) else { return names }
    // Texts stand in it as they are, bytes in hexadecimal digits.
    let dump = try TestDatabase.client("pg_dump", ["--dbname", address])
    let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return names + (dump.contains(words) || dump.contains(digits) ? ["database"] : [])
  }
}
