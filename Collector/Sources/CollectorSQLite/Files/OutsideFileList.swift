// The list of files outside, for an examination beside a running collector: each question is a snapshot of its own.
import CollectorCore
import Foundation
import TellbackSQLite

extension SQLiteStore {
  /// Of the store in a data directory.
  public static func outsideFiles(in directory: String) -> OutsideFileList {
    OutsideFileList(path: databasePath(in: directory))
  }
}

public struct OutsideFileList: Sendable {
  private enum Source {
    case file(String)
    case server(KeptSession)
  }

  private let source: Source

  init(path: String) { source = .file(path) }

  /// Of a store on a database server; nobody else uses the session.
  package init(_ session: any DatabaseSession) { source = .server(KeptSession(session)) }

  /// The places outside in which there are files, or names to be removed.
  public func places() throws -> Set<FilePlace> {
    try read { db in
      Set(
        try db.rows("SELECT home FROM outside_file UNION SELECT home FROM doomed_file") {
          try FilePlace(home: $0.int64(0))
        })
    }
  }

  /// Files whose names begin with `prefix`, hexadecimal digits.
  public func files(in place: FilePlace, prefix: String) throws -> [OutsideFile] {
    try read { db in
      // `g` comes after every digit.
      try db.rows(
        """
        SELECT \(OutsideFile.columns) FROM outside_file AS o
        WHERE o.name >= ? AND o.name < ? AND o.home = ? ORDER BY o.name
        """, [.text(prefix), .text(prefix + "g"), .integer(place.home ?? 0)], make: OutsideFile.init)
    }
  }

  /// Whether a file of this name belongs to something, or is noted for removal.
  public func isKnown(_ name: String) throws -> Bool {
    try read { db in
      try db.first(
        """
        SELECT EXISTS (SELECT 1 FROM outside_file WHERE name = ?1) OR EXISTS (SELECT 1 FROM doomed_file WHERE name = ?1)
        """, [.text(name)]
      ) { $0.bool(0) } ?? false
    }
  }

  private func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    switch source {
    case .file(let path): try body(Database(try Schema.openForReading(path: path, cacheKiB: 1_024)))
    case .server(let kept): try kept.use { try body(Database($0)) }
    }
  }
}

/// A session that one question at a time uses: `lock` protects it.
private final class KeptSession: @unchecked Sendable {
  private let lock = NSLock()
  private let session: any DatabaseSession

  init(_ session: any DatabaseSession) { self.session = session }

  func use<Value>(_ body: (any DatabaseSession) throws -> Value) rethrows -> Value {
    try lock.withLock { try body(session) }
  }
}
