// Days in use, counts of offered help and pages reached in the queue's file. They never take space from words: on a full disk they are not
// written, and the ballast stays. Nor are they salvaged from a damaged file.
import TellbackSQLite
import TellbackWire

/// Days, help and pages that wait to be sent, and whose they are.
struct WaitingHeartbeats: Sendable {
  var days: [Heartbeat]
  var help: [HelpDay]
  var reached: [ReachedDay]
  var installation: InstallationCredential

  /// What a collector's answer counts.
  var count: Int { days.count + help.count }
}

extension QueueStore {
  /// Days that are kept; older ones are deleted.
  private static var days: Int64 { 400 }
  private static var tables: [String] { ["heartbeat", "help", "reached"] }

  /// Notes a day, once for all processes of the folder. Until it is sent, a later version or segment of the same day replaces the
  /// earlier one. False when another process counts the day, nil when it has to be noted later.
  /// Without `tellsPages`, pages that wait are deleted.
  func note(_ heartbeat: Heartbeat, tellsPages: Bool = true) throws -> Bool? {
    // An identity in memory is another installation at each start.
    guard let slot, let isOurs = slot.claim(heartbeat.day, for: credential.id) else { return nil }
    guard isOurs else { return false }
    try main.transaction {
      try main.connection.run(
        """
        INSERT INTO heartbeat (day, version, segment, channel) VALUES (?, ?, ?, ?)
        ON CONFLICT (day) DO UPDATE SET version = excluded.version, segment = excluded.segment, channel = excluded.channel
        WHERE is_sent = 0
        """,
        [
          .integer(heartbeat.day), .text(heartbeat.version), .text(heartbeat.segment), .text(heartbeat.channel),
        ])
      for table in Self.tables {
        try main.connection.run(
          "DELETE FROM \(table) WHERE day <= ?", [.integer(heartbeat.day - Self.days)])
      }
      if !tellsPages { try main.connection.run("DELETE FROM reached") }
    }
    return true
  }

  /// What waits, oldest first: days, and help and pages of days before `today`, which are complete. Nil when nothing does.
  func waitingHeartbeats(
    today: Int64, limit: Int = WireLimits.heartbeats, withSent: Bool = false, tellsPages: Bool = true
  ) throws -> WaitingHeartbeats? {
    let days = try main.connection.rows(
      """
      SELECT day, version, segment, channel FROM heartbeat
      WHERE is_sent <= ? AND day BETWEEN 0 AND 100000 ORDER BY day LIMIT ?
      """,
      [.bool(withSent), .int(limit)]
    ) { row in
      // Damage may have left any value.
      Heartbeat(
        day: row.int64(0), version: row.textOrNil(1)?.cut(toBytes: WireLimits.contextValue),
        segment: row.textOrNil(2)?.cut(toBytes: WireLimits.segment),
        channel: row.textOrNil(3)?.cut(toBytes: WireLimits.channel))
    }
    let help = try main.connection.rows(
      """
      SELECT day, issue, offered, taken, dismissed, wrote_anyway FROM help
      WHERE day < ? AND day BETWEEN 0 AND 100000 ORDER BY day, issue LIMIT ?
      """, [.integer(today), .int(limit)]
    ) { row in
      HelpDay(
        day: row.int64(0), issue: row.int64(1) > 0 ? row.int64(1) : nil,
        counts: HelpCounts(
          offered: row.count(2), taken: row.count(3), dismissed: row.count(4), wroteAnyway: row.count(5)))
    }
    // A day's pages follow the day, so none goes ahead of those that this request has no room for.
    let last = days.count == limit ? days.last?.day ?? today : today
    let reached = tellsPages ? try waitingPages(before: today, through: last, limit: limit) : []
    return days.isEmpty && help.isEmpty && reached.isEmpty
      ? nil : WaitingHeartbeats(days: days, help: help, reached: reached, installation: credential)
  }

  private func waitingPages(before today: Int64, through last: Int64, limit: Int) throws -> [ReachedDay] {
    var found: [ReachedDay] = []
    try main.connection.forEach(
      """
      SELECT day, page FROM reached
      WHERE day < ? AND day <= ? AND day >= 0 AND page BETWEEN 0 AND ? ORDER BY day, page
      """, [.integer(today), .integer(last), .int(PageNumber.count - 1)]
    ) { row in
      if found.last?.day != row.int64(0) {
        guard found.count < limit else { return false }
        found.append(ReachedDay(day: row.int64(0), pages: []))
      }
      // Damage may have left more.
      if found[found.count - 1].pages.count < WireLimits.reachedPages {
        found[found.count - 1].pages.append(row.int(1))
      }
      return true
    }
    return found
  }

  /// A page was reached, once for a day. A queue in memory is another installation at each start, and counts none.
  func noteReached(_ page: Int, on day: Int64) throws {
    guard slot != nil else { return }
    _ = try main.transaction {
      try main.connection.run(
        """
        INSERT OR IGNORE INTO reached (day, page)
        SELECT ?1, ?2 WHERE (SELECT count(*) FROM reached WHERE day = ?1) < ?3
        """, [.integer(day), .int(page), .int(WireLimits.reachedPages)])
    }
  }

  /// The collector settled these. The newest day stays, as sent, so that it is not noted anew. Returns how many rows changed.
  func settle(_ sent: WaitingHeartbeats) throws -> Int {
    try recovering {
      try main.transaction {
        var changes = 0
        for day in sent.days {
          changes += try main.connection.run("UPDATE heartbeat SET is_sent = 1 WHERE day = ?", [.integer(day.day)])
        }
        try main.connection.run(
          "DELETE FROM heartbeat WHERE is_sent = 1 AND day < (SELECT max(day) FROM heartbeat)")
        for day in sent.help {
          changes += try main.connection.run(
            "DELETE FROM help WHERE day = ? AND max(issue, 0) = ?", [.integer(day.day), .integer(day.issue ?? 0)])
        }
        for day in sent.reached {
          changes += try main.connection.run("DELETE FROM reached WHERE day = ?", [.integer(day.day)])
        }
        return changes
      }
    }
  }

  /// The user agrees to no pages.
  func forgetReached() throws { _ = try main.transaction { try main.connection.run("DELETE FROM reached") } }

  /// The user does not agree, or no longer: nothing of it stays.
  func forgetHeartbeats() throws {
    let isEmpty = try main.connection.first(
      """
      SELECT NOT EXISTS (SELECT 1 FROM heartbeat) AND NOT EXISTS (SELECT 1 FROM help)
        AND NOT EXISTS (SELECT 1 FROM reached)
      """, make: { $0.bool(0) })
    guard isEmpty != true else { return }
    try recovering {
      try main.transaction {
        for table in Self.tables { try main.connection.run("DELETE FROM \(table)") }
      }
    }
  }
}

extension QueueDatabase {
  /// True when a day, help or pages wait.
  var hasHeartbeats: Bool {
    (try? connection.first(
      """
      SELECT EXISTS (SELECT 1 FROM heartbeat WHERE is_sent = 0) OR EXISTS (SELECT 1 FROM help)
        OR EXISTS (SELECT 1 FROM reached)
      """, make: { $0.bool(0) }))
      ?? false
  }
}

extension Row {
  fileprivate func count(_ column: Int) -> Int { Int(min(max(int64(column), 0), Int64(WireLimits.helpCount))) }
}
