// Files outside the store: which there are, what is still inside, and what is to be removed outside.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension FilePlace {
  /// Frozen; nil for the store itself.
  var home: Int64? {
    switch self {
    case .store: nil
    case .folder: 1
    case .s3: 2
    }
  }

  init(home: Int64) throws {
    guard let place = Self.allCases.first(where: { $0.home == home }) else {
      throw StoreError.failed("The database holds a file in a place \(home), which this program does not know.")
    }
    self = place
  }
}

extension OutsideFile {
  static let columns = "o.name, o.home, o.bytes, o.hash, o.report, o.place, o.reporter_file, o.staff_file"

  init(_ row: Row) throws {
    let file =
      if let report = row.int64OrNil(4) {
        FileRow(.report, row: report, place: row.int64(5))
      } else if let message = row.int64OrNil(6) {
        FileRow(.message, row: message)
      } else {
        FileRow(.answer, row: row.int64(7))
      }
    self.init(
      name: row.text(0), place: try FilePlace(home: row.int64(1)), bytes: row.int64(2), hash: row.blob(3), row: file)
  }
}

extension SQLiteTables {
  func ownOutsideFile(_ subject: FileSubject) throws -> OutsideFile? {
    switch subject {
    case .report(let id, let index):
      try db.first(
        """
        SELECT \(OutsideFile.columns) FROM report AS r
        JOIN outside_file AS o ON o.report = r.sequence AND o.place = ?
        WHERE r.id = ?
        """, [.int(index), .id(id)], make: OutsideFile.init)
    case .message(let id, let index):
      try db.first(
        """
        SELECT \(OutsideFile.columns) FROM reporter_message AS m
        JOIN reporter_file AS f ON f.message = m.sequence AND f.place = ?
        JOIN outside_file AS o ON o.reporter_file = f.id
        WHERE m.id = ?
        """, [.int(index), .id(id)], make: OutsideFile.init)
    case .answer(let event, let index):
      try db.first(
        """
        SELECT \(OutsideFile.columns) FROM staff_file AS f
        JOIN outside_file AS o ON o.staff_file = f.id
        WHERE f.event = ? AND f.place = ?
        """, [.integer(event), .int(index)], make: OutsideFile.init)
    }
  }

  func ownFilesInside(after row: FileRow?, limit: Int) throws -> [FileRow] {
    var found: [FileRow] = []
    for kind in FileRow.Kind.allCases where kind.rawValue >= row?.kind.rawValue ?? 0 && found.count < limit {
      let start = row?.kind == kind ? row : nil
      let values: [SQLiteValue] = [.integer(start?.row ?? -1)]
      let room = SQLiteValue.int(limit - found.count)
      switch kind {
      case .report:
        // Index alone: no bytes are read.
        found += try db.rows(
          "SELECT report, place FROM attachment_data WHERE (report, place) > (?, ?) ORDER BY report, place LIMIT ?",
          values + [.integer(start?.place ?? -1), room]
        ) { FileRow(.report, row: $0.int64(0), place: $0.int64(1)) }
      case .message:
        found += try db.rows(
          "SELECT id FROM reporter_file WHERE data IS NOT NULL AND id > ? ORDER BY id LIMIT ?", values + [room]
        ) { FileRow(.message, row: $0.int64(0)) }
      case .answer:
        found += try db.rows(
          "SELECT id FROM staff_file WHERE data IS NOT NULL AND id > ? ORDER BY id LIMIT ?", values + [room]
        ) { FileRow(.answer, row: $0.int64(0)) }
      }
    }
    return found
  }

  func ownFileData(_ row: FileRow) throws -> [UInt8]? {
    switch row.kind {
    case .report:
      try db.first(
        "SELECT data FROM attachment_data WHERE report = ? AND place = ?", [.integer(row.row), .integer(row.place)]
      ) { $0.blob(0) }
    case .message:
      try db.first("SELECT data FROM reporter_file WHERE id = ?", [.integer(row.row)]) { $0.blobOrNil(0) } ?? nil
    case .answer:
      try db.first("SELECT data FROM staff_file WHERE id = ?", [.integer(row.row)]) { $0.blobOrNil(0) } ?? nil
    }
  }

  func ownOutsideFiles(after name: String, limit: Int) throws -> [OutsideFile] {
    try db.rows(
      "SELECT \(OutsideFile.columns) FROM outside_file AS o WHERE o.name > ? ORDER BY o.name LIMIT ?",
      [.text(name), .int(limit)], make: OutsideFile.init)
  }

  func ownFileCounts() throws -> [FilePlace: FileCount] {
    var counts: [FilePlace: FileCount] = [:]
    try db.forEach("SELECT home, COUNT(*), SUM(bytes) FROM outside_file GROUP BY home") { row in
      counts[try FilePlace(home: row.int64(0))] = FileCount(files: row.int64(1), bytes: row.int64(2))
      return true
    }
    let inside = try db.first(
      """
      SELECT SUM(files), SUM(bytes) FROM (
        SELECT COUNT(*) AS files, TOTAL(a.bytes) AS bytes FROM attachment_data AS d JOIN attachment AS a USING (report, place)
        UNION ALL SELECT COUNT(*), TOTAL(bytes) FROM reporter_file WHERE data IS NOT NULL
        UNION ALL SELECT COUNT(*), TOTAL(bytes) FROM staff_file WHERE data IS NOT NULL)
      """
    ) { FileCount(files: $0.int64(0), bytes: Int64($0.double(1))) }
    if let inside, inside.files > 0 { counts[.store] = inside }
    return counts
  }

  func ownDoomedFiles(due now: Timestamp, limit: Int) throws -> [DoomedFile] {
    try db.rows(
      "SELECT name, home FROM doomed_file WHERE due <= ? ORDER BY due, name LIMIT ?", [.at(now), .int(limit)]
    ) { DoomedFile(name: $0.text(0), place: try FilePlace(home: $0.int64(1))) }
  }

  func ownDoomedCount() throws -> Int64 { try db.first("SELECT COUNT(*) FROM doomed_file") { $0.int64(0) } ?? 0 }
}

extension SQLiteReads {
  func outsideFile(_ subject: FileSubject) throws -> OutsideFile? { try ownOutsideFile(subject) }
  func filesInside(after row: FileRow?, limit: Int) throws -> [FileRow] { try ownFilesInside(after: row, limit: limit) }
  func fileData(_ row: FileRow) throws -> [UInt8]? { try ownFileData(row) }
  func outsideFiles(after name: String, limit: Int) throws -> [OutsideFile] {
    try ownOutsideFiles(after: name, limit: limit)
  }
  func fileCounts() throws -> [FilePlace: FileCount] { try ownFileCounts() }
  func doomedFiles(due now: Timestamp, limit: Int) throws -> [DoomedFile] { try ownDoomedFiles(due: now, limit: limit) }
  func doomedCount() throws -> Int64 { try ownDoomedCount() }
}
