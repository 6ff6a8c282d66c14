// Opens the store of a data directory, or of a database that several collectors share, and says in one sentence why it cannot.
import CollectorCore
import CollectorHTTP
import CollectorPostgres
import CollectorSQLite

enum StoreOpening {
  /// `address` is nil where the data directory keeps everything; `log` hears when a database is away, and when it is back. Throws
  /// ``CommandFailure``.
  static func open(_ directory: String, at address: StoreAddress? = nil, log: Log? = nil) throws -> any Store {
    var options = SQLiteStoreOptions()
    options.answering = { HTTPResponder.together($0) }
    if let address { return try openShared(address, options, log) }
    do {
      return try SQLiteStore(directory: directory, options: options)
    } catch {
      throw CommandFailure("\(error)")
    }
  }

  #if PostgreSQL
    private static func openShared(
      _ address: StoreAddress, _ options: SQLiteStoreOptions, _ log: Log?
    ) throws -> any Store {
      do {
        return try PostgresStore(address: address.connection, options: options) { notice in
          switch notice {
          case .away(let reason): log?.error("database_away", ["error": address.masked(reason)])
          case .back: log?.info("database_back", [:])
          }
        }
      } catch {
        throw failure(error, at: address)
      }
    }

    /// What is wrong with a database, as `doctor` says it.
    static func examine(_ address: StoreAddress) throws -> [Finding] {
      do { return try PostgresDoctor.examine(address: address.connection) } catch { throw failure(error, at: address) }
    }

    /// libpq repeats an address that it cannot read, with its password.
    private static func failure(_ error: any Error, at address: StoreAddress) -> CommandFailure {
      CommandFailure("The store at \(address) cannot be opened. \(address.masked(sentence(of: error)))")
    }

    static func sentence(of error: any Error) -> String {
      switch error {
      case StoreError.unavailable(let text), StoreError.failed(let text): text
      default: "\(error)"
      }
    }
  #else
    static let missing = CommandFailure(
      "This program was built without PostgreSQL, so --store cannot be used. Build it with the trait: swift build -c release "
        + "--package-path Collector --traits PostgreSQL --product tellback-collector; that needs libpq (Debian: libpq-dev)."
    )

    private static func openShared(
      _: StoreAddress, _: SQLiteStoreOptions, _: Log?
    ) throws -> any Store { throw missing }

    static func examine(_: StoreAddress) throws -> [Finding] { throw missing }
  #endif
}
