// How a connection is opened.
#if PostgreSQL
  import CLibPQ

  extension PostgresSession {
    /// For one who examines or mends a store and is no collector: all tables of this program, whatever the database's floor.
    convenience init(address: String, schema: String) throws {
      try self.init(address: address, schema: schema, dialect: Dialect(catalog: try PostgresSchema.catalog()))
    }

    /// The same, for callers who know no libpq. Throws ``StoreError/unavailable(_:)`` when the database cannot be reached.
    static func open<Value>(
      _ address: String, _ schema: String, _ body: (PostgresSession) throws -> Value
    ) throws -> Value {
      do { return try body(PostgresSession(address: address, schema: schema)) } catch let error as PostgresError {
        throw error.meaning
      }
    }

    static func identifier(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

    static func open(_ address: String) throws -> OpaquePointer {
      guard let handle = withSettings(address, { PQconnectdbParams($0, $1, 1) }) else {
        throw PostgresError(state: nil, message: "there is no memory for a connection", attempted: "connect")
      }
      guard PQstatus(handle) == CONNECTION_OK else {
        let message = Self.message(handle)
        PQfinish(handle)
        throw PostgresError(state: nil, message: message, attempted: "connect")
      }
      PQsetNoticeProcessor(handle, { _, _ in }, nil)
      return handle
    }

    /// Begins to connect, for whoever calls PQconnectPoll. Looking up the host's name may still block.
    static func start(_ address: String) -> OpaquePointer? { withSettings(address) { PQconnectStartParams($0, $1, 1) } }

    private typealias Strings = UnsafePointer<UnsafePointer<CChar>?>

    private static func withSettings(_ address: String, _ body: (Strings, Strings) -> OpaquePointer?) -> OpaquePointer?
    {
      let settings: [(String, String)] = [
        ("dbname", address), ("fallback_application_name", "tellback-collector"), ("client_encoding", "UTF8"),
        // Seconds: to connect, and until a dead peer is noticed.
        ("connect_timeout", "10"), ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
        ("tcp_user_timeout", "30000"),
      ]
      return withStrings(settings.map(\.0)) { names in
        withStrings(settings.map(\.1)) { values in body(names, values) }
      }
    }
  }

  /// Strings of C behind an array that ends with nil.
  private func withStrings<Value>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value) -> Value {
    let copies = texts.map {
      $0.utf8CString.withUnsafeBufferPointer { source in
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: source.count)
        if let base = source.baseAddress { copy.initialize(from: base, count: source.count) }
        return copy
      }
    }
    defer { for copy in copies { copy.deallocate() } }
    let pointers: [UnsafePointer<CChar>?] = copies.map { UnsafePointer($0) } + [nil]
    return body(pointers)
  }
#endif
