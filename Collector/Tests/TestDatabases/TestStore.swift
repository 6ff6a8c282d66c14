// The store of a test for which either store will do: a file in a folder of its own or, where TELLBACK_TEST_STORE says postgres, a database of
// its own on the server that Tests/postgres starts.
import CollectorCore
import CollectorPostgres
import CollectorSQLite
import Foundation

package struct TestStore: Sendable {
  package static let usesPostgres = ProcessInfo.processInfo.environment["TELLBACK_TEST_STORE"] == "postgres"

  package let store: any Store
  private let place: Place

  private enum Place {
    case folder(String)
    case database(String)
  }

  package struct Missing: Error, CustomStringConvertible { package let description: String }

  /// An empty store. `name` begins the name of its folder.
  package init(_ name: String) async throws {
    guard Self.usesPostgres else {
      let folder = FileManager.default.temporaryDirectory.path + "/\(name)-\(UUID().uuidString)"
      store = try SQLiteStore(directory: folder)
      place = .folder(folder)
      return
    }
    #if PostgreSQL
      let address = try await TestDatabase.make()
      do { store = try PostgresStore(address: address) } catch {
        try await TestDatabase.drop(address)
        throw error
      }
      place = .database(address)
    #else
      throw Missing(description: "TELLBACK_TEST_STORE says postgres, and these tests were built without PostgreSQL.")
    #endif
  }

  /// Closes it and takes it away.
  package func end() async throws {
    await store.close()
    switch place {
    case .folder(let folder): try FileManager.default.removeItem(atPath: folder)
    case .database(let address):
      #if PostgreSQL
        try await TestDatabase.drop(address)
      #else
        throw Missing(description: "\(address) was not made here.")
      #endif
    }
  }
}
