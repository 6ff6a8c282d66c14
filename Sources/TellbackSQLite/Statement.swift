// A prepared statement: bind, step, reset. It is confined like its connection.
import CTellbackSQLite

/// Where a text lies in memory; nil for one of at most 15 bytes, which lies nowhere.
struct TextPlace: Equatable {
  private let address: UInt
  private let count: Int

  init?(_ text: String) {
    guard text.utf8.count > 15,
      let address = text.utf8.withContiguousStorageIfAvailable({ UInt(bitPattern: $0.baseAddress) })
    else { return nil }
    self.address = address
    count = text.utf8.count
  }

  var hash: Int { Int(truncatingIfNeeded: address &* 0x9E37_79B9_7F4A_7C15 >> 40) }
}

/// A prepared statement. Made by ``Connection/prepare(_:)``, which keeps it for reuse; confined like its connection.
public final class Statement {
  let handle: OpaquePointer
  let sql: String
  /// Where ``sql`` lies, for as long as this lives.
  let place: TextPlace?
  /// The connection keeps it for the next use.
  let isKept: Bool
  private unowned let connection: Connection
  /// True while a caller steps through it. The same text used again meanwhile gets another statement.
  var isInUse = false
  /// Counts up over all statements of the connection.
  var lastUse: UInt64 = 0

  /// Texts and blobs of so many bytes may stay bound until the next use: clearing them frees memory that binding takes again.
  private static let boundBytes = 8_192
  private var bound = 0

  init(handle: OpaquePointer, sql: String, isKept: Bool, connection: Connection) {
    self.handle = handle
    self.sql = sql
    place = TextPlace(sql)
    self.isKept = isKept
    self.connection = connection
  }

  func finalize() { sqlite3_finalize(handle) }

  /// Binds all parameters in order. Texts and blobs are copied.
  func bind(_ values: [SQLiteValue]) throws(SQLiteError) {
    let expected = Int(sqlite3_bind_parameter_count(handle))
    guard expected == values.count else {
      throw SQLiteError(
        code: SQLITE_MISUSE, message: "\(values.count) values bound where the statement takes \(expected)",
        attempted: sql)
    }
    bound = 0
    for (position, value) in values.enumerated() {
      let index = Int32(position + 1)
      let code: Int32
      switch value {
      case .null: code = sqlite3_bind_null(handle, index)
      case .integer(let number): code = sqlite3_bind_int64(handle, index, number)
      case .real(let number): code = sqlite3_bind_double(handle, index, number)
      case .text(var text):
        bound += text.utf8.count
        code = text.withUTF8 { bytes in
          // A nil base address would bind NULL; an empty text must stay a text.
          guard let base = bytes.baseAddress else { return sqlite3_bind_text(handle, index, "", 0, transient) }
          return base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
            sqlite3_bind_text64(handle, index, $0, UInt64(bytes.count), transient, UInt8(SQLITE_UTF8))
          }
        }
      case .blob(let blob):
        bound += blob.count
        code = blob.withUnsafeBytes { bytes in
          guard let base = bytes.baseAddress, !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, index, 0) }
          return sqlite3_bind_blob64(handle, index, base, UInt64(bytes.count), transient)
        }
      }
      guard code == SQLITE_OK else { throw connection.error(attempted: sql) }
    }
  }

  /// Binds bytes that stay where they are until ``takeBack(at:)``.
  func lend(_ bytes: UnsafeRawBufferPointer, at index: Int) throws(SQLiteError) {
    let code =
      bytes.isEmpty
      ? sqlite3_bind_zeroblob(handle, Int32(index), 0)
      : sqlite3_bind_blob64(handle, Int32(index), bytes.baseAddress, UInt64(bytes.count), nil)
    guard code == SQLITE_OK else { throw connection.error(attempted: sql) }
  }

  func takeBack(at index: Int) {
    // A statement that is under way takes no values.
    sqlite3_reset(handle)
    sqlite3_bind_null(handle, Int32(index))
  }

  /// Steps once; true when a row is there.
  func step() throws(SQLiteError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw connection.error(attempted: sql)
    }
  }

  func reset() {
    sqlite3_reset(handle)
    if bound > Self.boundBytes { sqlite3_clear_bindings(handle) }
  }
}

/// SQLITE_TRANSIENT: SQLite copies the bytes before the bind call returns.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
