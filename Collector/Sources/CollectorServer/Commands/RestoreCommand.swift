// `restore`: makes a data directory of a backup; of a database, which its own tools bring back, it does what remains.
import CollectorSQLite

enum RestoreCommand {
  static func run(_ arguments: [String], environment: [String: String]) throws -> Int32 {
    let choice = try StoreChoice(arguments, environment: environment)
    let arguments = choice.arguments
    if let address = choice.address { return try restore(address, arguments) }
    let copy = try AdminCommand.plain(arguments, "restore").words("COPY")[0]
    let directory = try AdminTool.dataDirectory(arguments, environment)
    do { try SQLiteStore.restoreBackup(copy, to: directory) } catch let error as SQLiteStoreError {
      throw CommandFailure("\(copy) was not restored: \(error)")
    }
    Output.print(
      "\(directory) holds what \(copy) held. Start the collector on it, at the address that apps know; repeat erasures "
        + "made since the backup.\n")
    return 0
  }

  private static func restore(_ address: StoreAddress, _ arguments: [String]) throws -> Int32 {
    let parsed = try ArgumentReader(
      arguments, command: "restore", options: [Setting.data.flag, SettingValues.configFlag])
    if let copy = parsed.words.first {
      throw UsageError(
        "A database is brought back by its own tools, such as pg_restore. Then run: restore --store ADDRESS, without '\(copy)'."
      )
    }
    try StoreOpening.noteRestored(address)
    Output.print(
      "\(address) gives numbers that no device has seen. Start its collectors, each with a new data directory; repeat erasures made "
        + "since the copy.\n")
    return 0
  }
}
