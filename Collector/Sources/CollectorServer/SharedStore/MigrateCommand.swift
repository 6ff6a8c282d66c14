// `migrate`: moves a desk from a data directory into a database, or back.
import CollectorPostgres
import Foundation

struct MigrateCommand {
  static let usage = """
    migrate --from DIR|postgres://... --to DIR|postgres://... [--password-file FILE]
                                                           move everything between a data directory and a database; run it
                                                           beside the collector first, then once more with it stopped
    """

  let directory: String
  let database: String
  let passwordFile: String
  /// From the database into the directory.
  let isBack: Bool

  /// Throws ``UsageError``.
  init(_ arguments: [String]) throws {
    let parsed = try ArgumentReader(arguments, command: "migrate", options: ["--from", "--to", "--password-file"])
    _ = try parsed.words()
    guard let from = try parsed.value("--from"), let to = try parsed.value("--to"), !from.isEmpty, !to.isEmpty else {
      throw UsageError(
        "migrate needs --from and --to: a data directory and an address such as postgres://user@host/database.")
    }
    passwordFile = try parsed.value("--password-file") ?? ""
    isBack = from.contains("://")
    guard isBack != to.contains("://") else {
      throw UsageError(
        isBack
          ? "migrate moves between a directory and a database; pg_dump copies from one database into another."
          : "migrate moves between a directory and a database; backup copies a directory's store.")
    }
    (directory, database) = isBack ? (to, from) : (from, to)
  }

  func run() throws -> Int32 { try move(try StoreAddress(database, passwordFile: passwordFile)) }

  #if PostgreSQL
    private func move(_ address: StoreAddress) throws -> Int32 {
      let started = Date()
      let places: [StoreMove.Place] = [.directory(directory), .database(address: address.connection)]
      do {
        let move = try StoreMove(from: places[isBack ? 1 : 0], to: places[isBack ? 0 : 1]) { Output.print($0 + "\n") }
        let outcome = try move.run()
        let seconds = String(format: "%.1f", Date().timeIntervalSince(started))
        let moved = "\(outcome.copied) rows were copied and \(outcome.removed) taken away in \(seconds) s"
        guard outcome.isFinished else {
          Output.print(
            "\(moved), beside a collector that runs. Stop it and run the same command again: it copies what changed since, "
              + "compares every row and hands over. Until then the copy is no store.\n")
          return 0
        }
        let next = isBack ? "serve --data \(directory)" : "serve --store \(address) and a data directory of its own"
        Output.print(
          "Moved: \(outcome.rows) rows, each compared with its original; \(moved), while nothing was taken. Start the collector by "
            + "\(next), and no more on the original.\n")
        return 0
      } catch {
        throw CommandFailure("Nothing was handed over. \(address.masked(StoreOpening.sentence(of: error)))")
      }
    }
  #else
    private func move(_: StoreAddress) throws -> Int32 { throw StoreOpening.missing }
  #endif
}
