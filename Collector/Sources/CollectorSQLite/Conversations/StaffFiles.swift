// Files that staff send with their words: kept by the event that tells of the words, read by whoever was told.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func event(ofMessage id: ReportID, toldTo installation: ReportID, app: AppID) throws -> Int64? {
    try db.first(
      """
      SELECT m.event FROM message AS m
      WHERE m.uid = ? AND EXISTS (
        SELECT 1 FROM reporter_update AS u WHERE u.message = m.id AND u.app = ? AND u.installation = ?)
      """, [.id(id), .app(app), .id(installation)]
    ) { $0.int64OrNil(0) } ?? nil
  }

  func staffFiles(ofEvent event: Int64) throws -> [AttachmentInfo] {
    try db.rows("SELECT name, type, bytes FROM staff_file WHERE event = ? ORDER BY place", [.integer(event)]) {
      AttachmentInfo(name: $0.text(0), type: $0.text(1), bytes: $0.int64(2))
    }
  }

  func staffFileData(ofEvent event: Int64, index: Int) throws -> [UInt8]? {
    try db.first("SELECT data FROM staff_file WHERE event = ? AND place = ?", [.integer(event), .int(index)]) {
      $0.blob(0)
    }
  }
}

extension SQLiteWrites {
  func addStaffFiles(_ files: [StaffFile], event: Int64) throws {
    for (place, file) in files.enumerated() {
      try db.send(
        "INSERT INTO staff_file (event, place, name, type, bytes, data) VALUES (?, ?, ?, ?, ?, ?)",
        [
          .integer(event), .int(place), .text(file.name), .text(file.type), .int(file.data.count), .blob(file.data),
        ])
    }
  }
}
