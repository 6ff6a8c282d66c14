// What a transaction has to tell other collectors when it commits.
#if PostgreSQL
  import CollectorCore

  /// Follows a transaction and its savepoints: what was undone is not told. Confined like its session.
  struct ToldTopics {
    private var topics: ChangeTopics = []
    /// What had been written when each open savepoint began.
    private var before: [ChangeTopics] = []

    /// Nil when nobody need be told.
    var toTell: ChangeTopics? { topics.isEmpty ? nil : topics }

    mutating func begin() { self = ToldTopics() }

    mutating func note(_ statement: PreparedStatement) { topics.formUnion(statement.topics) }

    mutating func beginSavepoint() { before.append(topics) }

    mutating func releaseSavepoint() { _ = before.popLast() }

    mutating func undoSavepoint() { topics = before.popLast() ?? topics }
  }

  extension ChangeTopics {
    /// Of tables whose new and changed rows others wait for. Rows that go need no telling, but presence: an erasure leaves a shared change.
    private static let tables: [String: ChangeTopics] = [
      "shared_change": .shared, "pending": .reports, "reporter_update": .updates, "event": .pages, "presence": .pages,
      "webhook": .sending, "webhook_delivery": .sending, "tracker": .sending, "tracker_issue": .sending,
      "mail": .sending,
    ]

    /// Of the tables that a statement of SQLite's dialect writes, wherever in it: an INSERT may stand in a WITH.
    init(writtenBy tokens: [SQLToken]) {
      self = []
      for (place, token) in tokens.enumerated() {
        guard let next = tokens[safe: place + 1]?.name else { continue }
        let isDeleted = token.isWord("FROM") && place > 0 && tokens[place - 1].isWord("DELETE")
        guard token.isWord("INTO") || token.isWord("UPDATE") || isDeleted && next == "presence" else { continue }
        formUnion(Self.tables[next] ?? [])
      }
    }
  }
#endif
