// Rows by PostgreSQL's COPY in its binary form: one round trip for many. Source: PostgreSQL's manual, 'COPY', 'Binary Format'.
#if PostgreSQL
  import CLibPQ
  import TellbackSQLite

  extension PostgresSession {
    private static let signature: [UInt8] = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00]
    private static let pieceBytes = 262_144

    /// All of them or none, in a transaction of their own where none is open. A text must hold no U+0000.
    func copy(_ rows: [[SQLiteValue]], into table: String, _ columns: [String]) throws {
      try settle()
      let list = columns.map(Self.identifier).joined(separator: ", ")
      let sql = "COPY \(Self.identifier(table)) (\(list)) FROM STDIN (FORMAT binary)"
      guard let begun = PQexec(handle, sql), PQresultStatus(begun) == PGRES_COPY_IN else {
        throw PostgresError(state: nil, message: Self.message(handle), attempted: sql)
      }
      PQclear(begun)
      var bytes = Self.signature + [UInt8](repeating: 0, count: 8)
      for row in rows {
        Self.append(Int16(row.count), to: &bytes)
        for value in row { Self.append(value, to: &bytes) }
        if bytes.count >= Self.pieceBytes { try send(&bytes, sql) }
      }
      Self.append(Int16(-1), to: &bytes)
      try send(&bytes, sql)
      guard PQputCopyEnd(handle, nil) == 1 else {
        throw PostgresError(state: nil, message: Self.message(handle), attempted: sql)
      }
      // The answer, and then nothing: only after both is the connection free again.
      let answer = Result { try result(PQgetResult(handle), attempted: sql) }
      while let more = PQgetResult(handle) { PQclear(more) }
      _ = try answer.get()
    }

    private func send(_ bytes: inout [UInt8], _ sql: String) throws {
      let sent = bytes.withUnsafeBytes {
        PQputCopyData(handle, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count))
      }
      guard sent == 1 else { throw PostgresError(state: nil, message: Self.message(handle), attempted: sql) }
      bytes.removeAll(keepingCapacity: true)
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
      withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private static func append(_ value: SQLiteValue, to bytes: inout [UInt8]) {
      switch value {
      case .null: append(Int32(-1), to: &bytes)
      case .integer(let number):
        append(Int32(8), to: &bytes)
        append(number, to: &bytes)
      case .real(let number):
        append(Int32(8), to: &bytes)
        append(number.bitPattern, to: &bytes)
      case .text(let text):
        append(Int32(text.utf8.count), to: &bytes)
        bytes.append(contentsOf: text.utf8)
      case .blob(let blob):
        append(Int32(blob.count), to: &bytes)
        bytes.append(contentsOf: blob)
      }
    }
  }
#endif
