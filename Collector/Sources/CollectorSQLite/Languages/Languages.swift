// The table `board_language`.
import CollectorCore
import TellbackSQLite

extension SQLiteTables {
  func boardLanguage(ofAccount account: Int64) throws -> Language? {
    try db.rows("SELECT language FROM board_language WHERE account = ?", [.integer(account)], make: { $0.text(0) })
      .first.flatMap(Language.init(rawValue:))
  }
}

extension SQLiteWrites {
  func setBoardLanguage(_ language: Language?, ofAccount account: Int64) throws {
    guard let language else {
      try db.send("DELETE FROM board_language WHERE account = ?", [.integer(account)])
      return
    }
    try db.send(
      """
      INSERT INTO board_language (account, language) VALUES (?, ?)
      ON CONFLICT (account) DO UPDATE SET language = excluded.language
      """, [.integer(account), .text(language.rawValue)])
  }
}
