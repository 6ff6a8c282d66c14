// Canned answers and their texts.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func cannedAnswer(_ id: Int64) throws -> CannedAnswer? {
    try cannedAnswers("a.id = ?", [.integer(id)]).first
  }

  func cannedAnswers(in apps: AppScope) throws -> [CannedAnswer] {
    try cannedAnswers("a.app IS NULL OR \(apps.sql("a.app"))", [])
  }

  func cannedAnswer(named name: String, app: AppID?) throws -> CannedAnswer? {
    try cannedAnswers("a.name = ? AND a.app IS ?", [.text(name), app.map { .app($0) } ?? .null]).first
  }

  private func cannedAnswers(_ condition: String, _ values: [SQLiteValue]) throws -> [CannedAnswer] {
    var answers: [CannedAnswer] = []
    try db.forEach(
      """
      SELECT a.id, a.app, a.name, a.changed_at, a.changed_by, t.locale, NULLIF(t.segment, ''), t.text
      FROM canned_answer AS a
      JOIN canned_text AS t ON t.answer = a.id
      WHERE \(condition)
      ORDER BY a.name COLLATE NOCASE, a.id, t.locale, t.segment
      """, values
    ) { row in
      if answers.last?.id != row.int64(0) {
        answers.append(
          CannedAnswer(
            id: row.int64(0), app: row.int64OrNil(1).map(AppID.init), name: row.text(2), texts: [],
            changedAt: row.at(3), changedBy: row.text(4)))
      }
      answers[answers.count - 1].texts.append(
        CannedText(locale: row.text(5), segment: row.textOrNil(6), text: row.text(7)))
      return true
    }
    return answers
  }
}

extension SQLiteWrites {
  func saveCannedAnswer(_ answer: CannedAnswer) throws -> Int64 {
    let app = answer.app.map { .app($0) as SQLiteValue } ?? .null
    let values: [SQLiteValue] = [app, .text(answer.name), .at(answer.changedAt), .text(answer.changedBy)]
    var id = answer.id
    if id == 0 {
      try db.run("INSERT INTO canned_answer (app, name, changed_at, changed_by) VALUES (?, ?, ?, ?)", values)
      id = try db.lastInsertRowID
    } else {
      try db.send(
        "UPDATE canned_answer SET app = ?, name = ?, changed_at = ?, changed_by = ? WHERE id = ?",
        values + [.integer(id)])
      try db.send("DELETE FROM canned_text WHERE answer = ?", [.integer(id)])
    }
    for text in answer.texts {
      try db.send(
        "INSERT INTO canned_text (answer, locale, segment, text) VALUES (?, ?, ?, ?)",
        [.integer(id), .text(text.locale), .text(text.segment ?? ""), .text(text.text)])
    }
    return id
  }

  func deleteCannedAnswer(_ id: Int64) throws -> Bool {
    try db.run("DELETE FROM canned_answer WHERE id = ?", [.integer(id)]) == 1
  }
}
