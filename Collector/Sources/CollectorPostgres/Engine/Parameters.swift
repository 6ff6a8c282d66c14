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
        switch values[place - 1] {
        case .null: add(25, [])
        case .integer(let number): add(20, withUnsafeBytes(of: number.bigEndian, Array.init))
        case .real(let number): add(701, withUnsafeBytes(of: number.bitPattern.bigEndian, Array.init))
        case .blob(let blob): add(17, blob)
        case .text(let text): add(25, Array(Self.bound(text, binding).utf8))
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
      let all = Array(bytes.joined()) + [0]
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
