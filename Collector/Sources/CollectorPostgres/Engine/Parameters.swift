// The values of a statement, as libpq takes them.
#if PostgreSQL
  import CLibPQ
  import TellbackSQLite

  /// Values in PostgreSQL's binary formats, kept while a call runs.
  struct Parameters {
    private var types: [Oid] = []
    private var bytes: [[UInt8]] = []

    init(_ statement: PreparedStatement, _ values: [SQLiteValue]) {
      for (place, binding) in statement.values {
        let value = values[place - 1]
        add(Kind(of: value).one, Self.bytes(of: value, binding) ?? [])
      }
    }

    /// Columns of as many rows each, an array to a parameter.
    init(columns: [Column]) {
      for column in columns { add(column.arrayType, column.bytes) }
    }

    /// Many lists of values for a query that takes them together.
    init(_ statement: PreparedStatement, lists: [[SQLiteValue]]) {
      for (place, _) in statement.values {
        let column = Column(lists.map { $0[place - 1] })
        add(column.arrayType, column.bytes)
      }
    }

    /// One array of PostgreSQL, in the format of array_send (arrayfuncs.c): dimensions, whether there is a NULL, the type of the elements,
    /// their count, the first one's index; then each with its length, -1 for NULL.
    struct Column {
      let arrayType: Oid
      let bytes: [UInt8]

      static func integers(_ values: [Int64?]) -> Column {
        Column(.int8, values.map { $0.flatMap { Parameters.bytes(of: .integer($0)) } })
      }

      static func blobs(_ values: [[UInt8]?]) -> Column { Column(.bytes, values) }

      /// Of one type: the first one's.
      init(_ values: [SQLiteValue]) {
        self.init(Kind(of: values.first ?? .null), values.map { Parameters.bytes(of: $0) })
      }

      private init(_ kind: Kind, _ values: [[UInt8]?]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.reduce(20) { $0 + 4 + ($1?.count ?? 0) })
        func put(_ number: UInt32) { withUnsafeBytes(of: number.bigEndian) { bytes += $0 } }
        for number in [1, values.contains(nil) ? 1 : 0, kind.one, UInt32(values.count), 1] { put(number) }
        for value in values {
          guard let value else {
            put(.max)
            continue
          }
          put(UInt32(value.count))
          bytes += value
        }
        arrayType = kind.array
        self.bytes = bytes
      }
    }

    /// In PostgreSQL's binary format; nil for NULL.
    private static func bytes(of value: SQLiteValue, _ binding: SQLToken.Binding = .plain) -> [UInt8]? {
      switch value {
      case .null: nil
      case .integer(let number): withUnsafeBytes(of: number.bigEndian, Array.init)
      case .real(let number): withUnsafeBytes(of: number.bitPattern.bigEndian, Array.init)
      case .blob(let blob): blob
      case .text(let text): Array(bound(text, binding).utf8)
      }
    }

    /// A type of PostgreSQL and that of its arrays (pg_type.dat).
    private struct Kind {
      var one: Oid
      var array: Oid

      static let int8 = Kind(one: PostgresType.int8, array: 1_016)
      static let bytes = Kind(one: PostgresType.bytes, array: 1_001)
      static let float8 = Kind(one: PostgresType.float8, array: 1_022)
      static let text = Kind(one: PostgresType.text, array: 1_009)

      init(one: Oid, array: Oid) { (self.one, self.array) = (one, array) }

      init(of value: SQLiteValue) {
        switch value {
        case .integer: self = .int8
        case .real: self = .float8
        case .blob: self = .bytes
        case .text, .null: self = .text
        }
      }
    }

    private mutating func add(_ type: Oid, _ value: [UInt8]) {
      types.append(type)
      bytes.append(value)
    }

    /// PostgreSQL's texts cannot hold U+0000.
    private static func bound(_ text: String, _ binding: SQLToken.Binding) -> String {
      switch binding {
      case .plain: text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text
      case .words: FullText.vector(text)
      case .reference: FullText.reference(text)
      case .match: FullText.query(text)
      }
    }

    func withPointers<Value>(
      _ body: (
        Int32, UnsafePointer<Oid>, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>
      ) throws -> Value
    ) throws -> Value {
      // One block for all values: their addresses hold as long as it does.
      var all: [UInt8] = []
      all.reserveCapacity(bytes.reduce(1) { $0 + $1.count })
      // Whole arrays at a time: Array.joined() goes byte by byte.
      for value in bytes { all += value }
      all.append(0)
      let lengths = bytes.map { Int32($0.count) } + [0]
      let formats = [Int32](repeating: 1, count: bytes.count + 1)
      return try all.withUnsafeBytes { block in
        guard let base = block.baseAddress else {
          throw PostgresError(state: nil, message: "no memory", attempted: "bind")
        }
        var offset = 0
        var pointers: [UnsafePointer<CChar>?] = bytes.map { value in
          defer { offset += value.count }
          return base.advanced(by: offset).assumingMemoryBound(to: CChar.self)
        }
        pointers.append(nil)
        return try body(Int32(bytes.count), types + [0], pointers, lengths, formats)
      }
    }
  }
#endif
