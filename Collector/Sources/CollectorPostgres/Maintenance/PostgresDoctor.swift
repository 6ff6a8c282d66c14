// What is wrong with a database and what to do, for `doctor`. It changes nothing.
#if PostgreSQL
  import CollectorCore
  import CollectorSQLite
  import Foundation

  public enum PostgresDoctor {
    /// The oldest server that has what the store asks of it (pg_xact_status of a 64-bit number).
    private static let oldestServer: Int64 = 130_000
    /// Seconds by which clocks may differ: a lease is given by the collector's own.
    private static let clockTolerance = 1.0

    /// Throws ``StoreError/unavailable(_:)`` when the database cannot be reached.
    public static func examine(address: String, schema: String = "tellback") throws -> [Finding] {
      try PostgresSession.open(address, schema) { try server($0) + store($0) }
    }

    /// The files outside that the store knows. Throws ``StoreError/unavailable(_:)`` when the database cannot be reached.
    public static func outsideFiles(address: String, schema: String = "tellback") throws -> OutsideFileList {
      try PostgresSession.open(address, schema) { OutsideFileList($0) }
    }

    private static func setting(_ name: String, _ session: PostgresSession) throws -> String {
      try session.query("SELECT current_setting('\(name)')").text(0, 0)
    }

    // MARK: The server

    private static func server(_ session: PostgresSession) throws -> [Finding] {
      var findings: [Finding] = []
      let number = Int64(try setting("server_version_num", session)) ?? 0
      if number < oldestServer {
        findings.append(
          Finding(
            .error, "old_server", "The server is PostgreSQL \(try setting("server_version", session)).",
            advice: "Use PostgreSQL 13 or later."))
      }
      if try session.query("SELECT pg_is_in_recovery()").int64(0, 0) == 1 {
        findings.append(
          Finding(
            .error, "standby", "The server is a standby, which takes no writes.",
            advice: "Name the primary, or several hosts with target_session_attrs=read-write."))
      }
      let encoding = try setting("server_encoding", session)
      if encoding != "UTF8" {
        findings.append(
          Finding(
            .error, "encoding", "The database's encoding is \(encoding).",
            advice: "Make a database with ENCODING 'UTF8' and move the store there."))
      }
      for name in ["fsync", "synchronous_commit", "full_page_writes"] where try setting(name, session) == "off" {
        findings.append(
          Finding(
            .warning, name, "\(name) is off: what the collector confirmed can be lost with the power.",
            advice: "Set \(name) = on."))
      }
      let here = Date().timeIntervalSince1970
      let there = try session.query("SELECT extract(epoch FROM clock_timestamp())::float8").double(0, 0)
      if abs(there - here) > clockTolerance {
        findings.append(
          Finding(
            .warning, "clock",
            "The server's clock and this machine's differ by \(Int(abs(there - here).rounded(.up))) s.",
            advice: "Keep the clocks of all machines by NTP."))
      }
      return findings
    }

    // MARK: The store

    private static func store(_ session: PostgresSession) throws -> [Finding] {
      guard let found = try PostgresSchema.state(session) else {
        return [
          Finding(
            .error, "missing", "There is no store in this database.",
            advice: "Start a collector on it, or make an app: either makes the tables.")
        ]
      }
      let newest = SchemaSource.own.newest
      if found.floor > newest {
        return [
          Finding(
            .error, "newer_schema",
            "The database is for programs of schema \(found.floor) and later; this program is of schema \(newest).",
            advice: "Use the newer program.")
        ]
      }
      if found.version < newest {
        return [
          Finding(
            .warning, "older_schema",
            "The database has schema \(found.version); this program brings it to \(newest) when it starts.",
            advice: "Make a backup, then start the server.")
        ]
      }
      // Each goes through whole tables, some beside a list of what it found elsewhere.
      try session.command(
        "SET statement_timeout = 0; SET work_mem = '256MB'; RESET max_parallel_workers_per_gather")
      let invariants = try Invariant.findings(on: session)
      guard found.version > newest else { return invariants }
      return [
        Finding(
          .warning, "newer_schema",
          "A newer program brought the database to schema \(found.version); this program, of schema \(newest), may work with it.",
          advice: "Finish the upgrade: use the newer program everywhere.")
      ] + invariants
    }
  }
#endif
