// An address of PostgreSQL: what libpq is given, and what anybody else may see.
import Foundation
import Testing

@testable import CollectorServer

@Suite struct StoreAddressTests {
  @Test(arguments: [
    ("postgres://ann@db/x", "postgres://ann@db/x"),
    ("postgres://ann:pw@db:5432/x?sslmode=require", "postgres://ann:***@db:5432/x?sslmode=require"),
    ("postgresql://a%40b:p%40w@db,db2/x", "postgresql://a%40b:***@db,db2/x"),
    ("postgres://ann:p@w@db/x", "postgres://ann:***@db/x"),
    ("postgres://ann:p/w@db/x", "postgres://ann:***@db/x"),
    ("postgres:///x?host=/run/postgresql", "postgres:///x?host=/run/postgresql"),
    ("postgres://db/x?password=pw&sslmode=require", "postgres://db/x?password=***"),
    ("postgres://db/x?sslpassword=pw", "postgres://db/x?sslpassword=***"),
    ("ann:pw@db", "ann:***@db"), ("", ""),
  ])
  func `an address is shown without its password`(text: String, shown: String) {
    #expect(StoreAddress.shown(text) == shown)
  }

  @Test func `a password of a file goes to libpq alone, each of its signs encoded`() throws {
    let file = FileManager.default.temporaryDirectory.path + "/tellback-password-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try "p@ss/wörd:%\n".write(toFile: file, atomically: true, encoding: .utf8)
    let address = try StoreAddress("postgres://ann@db/x", passwordFile: file)
    #expect(address.connection == "postgres://ann:p%40ss%2fw%c3%b6rd%3a%25@db/x")
    #expect(address.description == "postgres://ann@db/x" && "\(address)" == address.description)
    #expect(address.masked("bad: \(address.connection)") == "bad: postgres://ann@db/x")
  }

  @Test func `an address has at most two thousand bytes`() throws {
    let start = "postgres://ann@db/"
    let longest = start + String(repeating: "x", count: StoreAddress.limit - start.utf8.count)
    #expect(try StoreAddress(longest).connection == longest)
    #expect(throws: UsageError.self) { try StoreAddress(longest + "x") }
  }
}
