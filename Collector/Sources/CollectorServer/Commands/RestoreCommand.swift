// `restore`: makes a data directory of a backup.
import CollectorSQLite

enum RestoreCommand {
  static func run(_ arguments: [String], environment: [String: String]) throws -> Int32 {
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
}
