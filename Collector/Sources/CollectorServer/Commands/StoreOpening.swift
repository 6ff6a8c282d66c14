// Opens the store of a data directory, or of a database that several collectors share, and says in one sentence why it cannot.
import CollectorCore
import CollectorHTTP
import CollectorPostgres
import CollectorSQLite

enum StoreOpening {
  /// `address` is nil where the data directory keeps everything; `log` hears when a database is away, and when it is back; `onOutdated` why
  /// this program must not write to it any more, once. `source` is the program's own but in tests of upgrades. Throws ``CommandFailure``.
  static func open(
    _ directory: String, at address: StoreAddress? = nil, log: Log? = nil, source: SchemaSource = .own,
    onOutdated: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> any Store {
    var options = SQLiteStoreOptions()
    options.answering = { HTTPResponder.together($0) }
    if let address { return try openShared(address, options, source, log, onOutdated) }
    do {
      return try SQLiteStore(directory: directory, options: options)
    } catch {
      throw CommandFailure("\(error)")
    }
  }

  #if PostgreSQL
    private static func openShared(
      _ address: StoreAddress, _ options: SQLiteStoreOptions, _ source: SchemaSource, _ log: Log?,
      _ onOutdated: @escaping @Sendable (String) -> Void
    ) throws -> any Store {
      do {
        return try PostgresStore(address: address.connection, options: options, source: source) { notice in
          switch notice {
          case .away(let reason): log?.error("database_away", ["error": address.masked(reason)])
          case .back: log?.info("database_back", [:])
          case .notListening(let reason): log?.warning("changes_not_heard", ["error": address.masked(reason)])
          case .listening: log?.info("changes_heard", [:])
          case .outdated(let reason):
            log?.error("program_outdated", ["error": reason])
            onOutdated(reason)
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

    static func outsideFiles(of address: StoreAddress) throws -> OutsideFileList {
      do { return try PostgresDoctor.outsideFiles(address: address.connection) } catch {
        throw failure(error, at: address)
      }
    }

    /// A database was brought back from a copy.
    static func noteRestored(_ address: StoreAddress) throws {
      do { try PostgresStore.noteRestored(address: address.connection) } catch { throw failure(error, at: address) }
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
      _: StoreAddress, _: SQLiteStoreOptions, _: SchemaSource, _: Log?, _: (String) -> Void
    ) throws -> any Store { throw missing }

    static func examine(_: StoreAddress) throws -> [Finding] { throw missing }

    static func outsideFiles(of _: StoreAddress) throws -> OutsideFileList { throw missing }

    static func noteRestored(_: StoreAddress) throws { throw missing }
  #endif
}
