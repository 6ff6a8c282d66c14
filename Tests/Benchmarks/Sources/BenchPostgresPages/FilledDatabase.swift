// A database of the bench's own with a desk of many reports.
#if PostgreSQL
  import BenchDatabases
  import BenchKit
  import BenchPages
  import CollectorPostgres
  import Foundation
  import TellbackWire

  /// Fills a desk by the product, moves it into a database, multiplies it there and measures its pages; the database is dropped in the end.
  func measureFilled(_ server: String, reports: Int, in folder: URL) async throws {
    try await BenchDatabase.with(server, "pages") { address in
      let begun = ContinuousClock.now
      try await fill(address, reports: reports, in: folder)
      note("  filled in \(begun.duration(to: .now))")
      try await measurePages(of: address, in: folder)
    }
  }

  private func fill(_ address: String, reports: Int, in folder: URL) async throws {
    // What the product fills takes a hundred times as long as a copy of it.
    let copies = max(1, reports / 100_000)
    let tickets = (reports / copies + FilledDesk.reportsPerTicket - 1) / FilledDesk.reportsPerTicket
    let original = folder.appendingPathComponent("original").path
    let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    try await FilledDesk(original, tickets: tickets, now: now).fill()
    let moved = try StoreMove(from: .directory(original), to: .database(address: address)).run()
    guard moved.isFinished else { throw BenchError("The desk was not moved.") }
    try FileManager.default.removeItem(atPath: original)
    let session = try Session(address)
    try session.run("ALTER SCHEMA tellback RENAME TO original")
    let store = try PostgresStore(address: address)
    await store.close()
    try MultipliedDesk(session, copies: copies, today: now.milliseconds / 86_400_000).fill()
  }
#endif
