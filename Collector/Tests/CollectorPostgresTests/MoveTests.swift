// A desk moves between a data directory and a database: every row as it was, also when it is interrupted, or begun beside a collector.
#if PostgreSQL
  import CollectorCore
  import CollectorSQLite
  import Foundation
  import TellbackSQLite
  import TellbackWire
  import TestDatabases
  import Testing

  @testable import CollectorPostgres
  @testable import StoreConformance

  @Suite(.enabled(if: TestDatabase.isThere, TestDatabase.why))
  struct MoveTests {
    private struct Interrupted: Error {}
    private final class Scene {
      let folder = NSTemporaryDirectory() + "move-" + UUID().uuidString
      let address: String

      init() throws {
        let server = try #require(TestDatabase.address)
        let name = "move_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        address = server.replacing("/postgres?", with: "/\(name)?")
        try Self.session(server).command("CREATE DATABASE \(name)")
      }

      deinit { try? FileManager.default.removeItem(atPath: folder) }

      static func session(_ address: String, schema: String = "tellback") throws -> PostgresSession {
        try PostgresSession(address: address, schema: schema)
      }

      var original: String { folder + "/original" }
      var copy: String { folder + "/copy" }
      var database: StoreMove.Place { .database(address: address) }

      /// The store of an older release, and what this one adds to it.
      func fill() async throws {
        try FileManager.default.createDirectory(atPath: original, withIntermediateDirectories: true)
        let golden =
          URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
          + "/CollectorSQLiteTests/Golden/store-schema-12.sqlite"
        try FileManager.default.copyItem(atPath: golden, toPath: original + "/collector.sqlite")
        let store = try SQLiteStore(directory: original)
        try await add(to: store, 100..<160)
        await store.close()
      }

      func add(to store: any Store, _ numbers: Range<UInt64>) async throws {
        let app = try await store.read { try $0.apps()[0].id }
        for number in numbers {
          let ticket = try await store.openTicket(
            with: makeReport(number, "Straße \(number) is blocked, señor \u{1F600}"), app: app)
          try await store.write { store in
            let actions = TicketActions(store, now: Timestamp(milliseconds: 1_767_226_000_000))
            let email = "kim@example.org"
            if try store.account(email: email) == nil { _ = try store.makeStaff("Kim") }
            let kim = Actor.staff(id: try unwrap(try store.account(email: email)).id, name: "Kim")
            try actions.claim(ticket, by: kim)
            try actions.note(ticket, text: "Seen beside the bakery \(number).", by: kim)
          }
        }
      }
    }

    private func rows(_ store: any ArchivingStore) async throws -> [ArchiveRow] {
      let rows = Rows()
      try await store.archive(.all) { rows.add($0) }
      return rows.all
    }

    private func found(_ words: String, in store: any Store) async throws -> Int {
      try await store.read { try $0.tickets(TicketQuery(search: words)).total }
    }

    @Test func `a desk moves into a database and back, each row as it was, and goes on with its numbers`() async throws
    {
      let scene = try Scene()
      try await scene.fill()
      let store = try SQLiteStore(directory: scene.original)
      let before = try await rows(store)
      let newest = try await store.openTicket(with: makeReport(900), app: try await store.read { try $0.apps()[0].id })
      let all = try await rows(store)
      #expect(all.count > before.count)
      await store.close()

      let there = try StoreMove(from: .directory(scene.original), to: scene.database).run()
      #expect(there.isFinished && there.copied > 100 && there.rows >= there.copied)
      let shared = try PostgresStore(address: scene.address)
      #expect(try await rows(shared) == all)
      #expect(try await found("blocked", in: shared) == 60)
      #expect(try await found("bakery", in: shared) == 60)
      let app = try await shared.read { try $0.apps()[0].id }
      let next = try await shared.openTicket(with: makeReport(901), app: app)
      #expect(next == newest + 1)
      #expect(try PostgresDoctor.examine(address: scene.address).filter { $0.severity == .error }.isEmpty)
      let moved = try await rows(shared)
      await shared.close()

      let back = try StoreMove(from: scene.database, to: .directory(scene.copy)).run()
      #expect(back.isFinished && back.rows >= back.copied)
      #expect(SQLiteStore.examine(directory: scene.copy).filter { $0.severity == .error }.isEmpty)
      let again = try SQLiteStore(directory: scene.copy)
      #expect(try await rows(again) == moved)
      #expect(try await found("blocked", in: again) == 60)
      #expect(try await again.openTicket(with: makeReport(902), app: app) == newest + 2)
      await again.close()
    }

    @Test func `begun beside a collector, it copies what changed since once that is stopped`() async throws {
      let scene = try Scene()
      try await scene.fill()
      let store = try SQLiteStore(directory: scene.original)
      let early = try StoreMove(from: .directory(scene.original), to: scene.database).run()
      #expect(!early.isFinished && early.copied > 100)
      #expect(throws: StoreError.self) { try PostgresStore(address: scene.address) }
      try await scene.add(to: store, 300..<310)
      let all = try await rows(store)
      await store.close()
      // What nobody wrote there, and what somebody changed there, is gone afterwards.
      let session = try Scene.session(scene.address, schema: "tellback_moving")
      try session.command("UPDATE event SET text = 'changed' WHERE id = (SELECT MAX(id) FROM event)")
      try session.command("DELETE FROM placement WHERE report = (SELECT MIN(report) FROM placement)")
      try session.command("INSERT INTO refusal VALUES ('made up', 3)")
      let late = try StoreMove(from: .directory(scene.original), to: scene.database).run()
      #expect(late.isFinished && late.copied < early.copied && late.removed >= 2)
      let shared = try PostgresStore(address: scene.address)
      #expect(try await rows(shared) == all)
      await shared.close()
    }

    @Test func `an interrupted move hands nothing over and goes on`() async throws {
      let scene = try Scene()
      try await scene.fill()
      /// The move is gone when this returns, and its locks with it.
      func interrupt(from: StoreMove.Place, to: StoreMove.Place, after count: Int) throws {
        var tables = 0
        let move = try StoreMove(from: from, to: to) { _ in
          tables += 1
          if tables == count { throw Interrupted() }
        }
        #expect(throws: Interrupted.self) { try move.run() }
      }
      try interrupt(from: .directory(scene.original), to: scene.database, after: 4)
      #expect(throws: StoreError.self) { try PostgresStore(address: scene.address) }
      let second = try StoreMove(from: .directory(scene.original), to: scene.database).run()
      #expect(second.isFinished && second.copied > 0 && second.copied < second.rows)
      try interrupt(from: scene.database, to: .directory(scene.copy), after: 1)
      let refused = try #require(throws: SQLiteStoreError.self) { try SQLiteStore(directory: scene.copy) }
      #expect(refused.description.contains("is not finished"))
      let third = try StoreMove(from: scene.database, to: .directory(scene.copy)).run()
      #expect(third.isFinished && third.copied < third.rows)
    }

    @Test func `a place that holds a store already, and one that holds none, are refused`() async throws {
      let scene = try Scene()
      #expect(throws: SQLiteStoreError.self) { try StoreMove(from: .directory(scene.original), to: scene.database) }
      #expect(throws: StoreError.self) { try StoreMove(from: scene.database, to: .directory(scene.copy)) }
      try await scene.fill()
      await (try PostgresStore(address: scene.address)).close()
      #expect(throws: StoreError.self) { try StoreMove(from: .directory(scene.original), to: scene.database) }
      #expect(throws: SQLiteStoreError.self) { try StoreMove(from: scene.database, to: .directory(scene.original)) }
    }
  }

  private final class Rows: @unchecked Sendable {
    private(set) var all: [ArchiveRow] = []
    func add(_ row: ArchiveRow) { all.append(row) }
  }
#endif
