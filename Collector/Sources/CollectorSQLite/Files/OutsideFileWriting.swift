// Moving files out of the store and back in; what is deleted here is removed outside by whoever keeps the files.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteWrites {
  func outsideFile(_ subject: FileSubject) throws -> OutsideFile? { try ownOutsideFile(subject) }
  func filesInside(after row: FileRow?, limit: Int) throws -> [FileRow] { try ownFilesInside(after: row, limit: limit) }
  func fileData(_ row: FileRow) throws -> [UInt8]? { try ownFileData(row) }
  func outsideFiles(after name: String, limit: Int) throws -> [OutsideFile] {
    try ownOutsideFiles(after: name, limit: limit)
  }
  func fileCounts() throws -> [FilePlace: FileCount] { try ownFileCounts() }
  func doomedFiles(due now: Timestamp, limit: Int) throws -> [DoomedFile] { try ownDoomedFiles(due: now, limit: limit) }
  func doomedCount() throws -> Int64 { try ownDoomedCount() }

  func expectFile(_ name: String, in place: FilePlace, due: Timestamp) throws {
    try db.run(
      "INSERT INTO doomed_file (name, home, due) VALUES (?, ?, ?)", [.text(name), try home(place), .at(due)])
  }

  func moveOut(_ file: OutsideFile, from old: String?) throws -> Bool {
    guard try old.map(leaveOutside) ?? leaveInside(file.row) else { return false }
    let (row, place) = (SQLiteValue.integer(file.row.row), SQLiteValue.integer(file.row.place))
    let owner: [SQLiteValue] =
      switch file.row.kind {
      case .report: [row, place, .null, .null]
      case .message: [.null, .null, row, .null]
      case .answer: [.null, .null, .null, row]
      }
    try db.run(
      """
      INSERT INTO outside_file (name, home, bytes, hash, report, place, reporter_file, staff_file)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """, [.text(file.name), try home(file.place), .integer(file.bytes), .blob(file.hash)] + owner)
    try forgetFile(file.name)
    return true
  }

  func moveIn(_ file: OutsideFile, data: [UInt8]) throws -> Bool {
    guard try leaveOutside(file.name) else { return false }
    let row = SQLiteValue.integer(file.row.row)
    switch file.row.kind {
    case .report:
      try db.run(
        "INSERT INTO attachment_data (report, place, data) VALUES (?, ?, ?)",
        [row, .integer(file.row.place), .blob(data)])
    case .message: try db.run("UPDATE reporter_file SET data = ? WHERE id = ?", [.blob(data), row])
    case .answer: try db.run("UPDATE staff_file SET data = ? WHERE id = ?", [.blob(data), row])
    }
    return true
  }

  func forgetFile(_ name: String) throws { try db.run("DELETE FROM doomed_file WHERE name = ?", [.text(name)]) }

  func putOffFile(_ name: String, due: Timestamp) throws {
    try db.run("UPDATE doomed_file SET due = ? WHERE name = ?", [.at(due), .text(name)])
  }

  /// Staff took the file out: nothing of it stays outside either.
  func forgetOutside(report sequence: Int64, place: Int) throws {
    try db.run("DELETE FROM outside_file WHERE report = ? AND place = ?", [.integer(sequence), .int(place)])
  }

  func forgetOutside(message sequence: Int64, place: Int) throws {
    try db.run(
      "DELETE FROM outside_file WHERE reporter_file = (SELECT id FROM reporter_file WHERE message = ? AND place = ?)",
      [.integer(sequence), .int(place)])
  }

  private func leaveOutside(_ name: String) throws -> Bool {
    try db.run("DELETE FROM outside_file WHERE name = ?", [.text(name)]) == 1
  }

  private func leaveInside(_ file: FileRow) throws -> Bool {
    let row = SQLiteValue.integer(file.row)
    let changed =
      switch file.kind {
      case .report:
        try db.run("DELETE FROM attachment_data WHERE report = ? AND place = ?", [row, .integer(file.place)])
      case .message: try db.run("UPDATE reporter_file SET data = NULL WHERE id = ? AND data IS NOT NULL", [row])
      case .answer: try db.run("UPDATE staff_file SET data = NULL WHERE id = ? AND data IS NOT NULL", [row])
      }
    return changed == 1
  }

  private func home(_ place: FilePlace) throws -> SQLiteValue {
    guard let home = place.home else { throw StoreError.failed("The store itself is not outside of it.") }
    return .integer(home)
  }
}
