// The rows of a statement, in PostgreSQL's binary formats.
#if PostgreSQL
  import CLibPQ
  import CollectorSQLite
  import TellbackSQLite

  /// Frees libpq's result with itself. Confined like its session.
  final class PostgresResult: ServerResult {
    private let handle: OpaquePointer
    private let types: [Oid]
    let rowCount: Int
    let changes: Int

    init(_ handle: OpaquePointer) {
      self.handle = handle
      types = (0..<PQnfields(handle)).map { PQftype(handle, $0) }
      rowCount = Int(PQntuples(handle))
      changes = Int(String(cString: PQcmdTuples(handle))) ?? 0
    }

    deinit { PQclear(handle) }

    func isNull(_ row: Int, _ column: Int) -> Bool { PQgetisnull(handle, Int32(row), Int32(column)) == 1 }

    private func bytes(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(
        start: PQgetvalue(handle, Int32(row), Int32(column)), count: Int(PQgetlength(handle, Int32(row), Int32(column)))
      )
    }

    func value(_ row: Int, _ column: Int) -> SQLiteValue {
      if isNull(row, column) { return .null }
      switch types[column] {
      case PostgresType.bool, PostgresType.int2, PostgresType.int4, PostgresType.int8:
        return .integer(int64(row, column))
      case PostgresType.float4, PostgresType.float8, PostgresType.numeric: return .real(double(row, column))
      case PostgresType.bytes: return .blob(blob(row, column))
      default: return .text(text(row, column))
      }
    }

    func int64(_ row: Int, _ column: Int) -> Int64 {
      if isNull(row, column) { return 0 }
      switch types[column] {
      case PostgresType.float4, PostgresType.float8, PostgresType.numeric:
        let value = double(row, column)
        return Int64(exactly: value.rounded(.towardZero)) ?? (value > 0 ? .max : .min)
      case PostgresType.bool, PostgresType.int2, PostgresType.int4, PostgresType.int8:
        let bytes = bytes(row, column)
        // Signed, most significant byte first.
        var value: Int64 = bytes.count > 1 && (bytes.first ?? 0) >= 0x80 ? -1 : 0
        for byte in bytes { value = value << 8 | Int64(byte) }
        return value
      default: return Int64(text(row, column)) ?? 0
      }
    }

    func double(_ row: Int, _ column: Int) -> Double {
      if isNull(row, column) { return 0 }
      let bytes = bytes(row, column)
      switch types[column] {
      case PostgresType.float8:
        return Double(bitPattern: bytes.reduce(0) { $0 << 8 | UInt64($1) })
      case PostgresType.float4:
        return Double(Float(bitPattern: bytes.reduce(0) { $0 << 8 | UInt32($1) }))
      case PostgresType.numeric: return Self.numeric(bytes)
      case PostgresType.bool, PostgresType.int2, PostgresType.int4, PostgresType.int8: return Double(int64(row, column))
      default: return Double(text(row, column)) ?? 0
      }
    }

    func text(_ row: Int, _ column: Int) -> String {
      if isNull(row, column) { return "" }
      switch types[column] {
      case PostgresType.bool, PostgresType.int2, PostgresType.int4, PostgresType.int8: return String(int64(row, column))
      case PostgresType.float4, PostgresType.float8, PostgresType.numeric: return String(double(row, column))
      default: return String(decoding: bytes(row, column), as: UTF8.self)
      }
    }

    func blob(_ row: Int, _ column: Int) -> [UInt8] { [UInt8](bytes(row, column)) }

    /// Digits to the base of 10,000 (numeric.c, numeric_send): count, weight of the first, sign, scale, digits.
    private static func numeric(_ bytes: UnsafeRawBufferPointer) -> Double {
      func word(_ place: Int) -> Int { Int(bytes[place * 2]) << 8 | Int(bytes[place * 2 + 1]) }
      guard bytes.count >= 8 else { return 0 }
      let (count, weight) = (word(0), Int(Int16(truncatingIfNeeded: word(1))))
      guard bytes.count >= 8 + count * 2 else { return 0 }
      var value = 0.0
      for place in 0..<count { value = value * 10_000 + Double(word(4 + place)) }
      // Dividing by a whole power keeps what both sides hold exactly.
      var exponent = weight - count + 1
      while exponent > 0 { (value, exponent) = (value * 10_000, exponent - 1) }
      var divisor = 1.0
      while exponent < 0 { (divisor, exponent) = (divisor * 10_000, exponent + 1) }
      return (word(2) == 0x4000 ? -1 : 1) * value / divisor
    }
  }

  /// Types as the server numbers them (pg_type.dat).
  enum PostgresType {
    static let bool: Oid = 16
    static let bytes: Oid = 17
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let float4: Oid = 700
    static let float8: Oid = 701
    static let numeric: Oid = 1_700
  }
#endif
