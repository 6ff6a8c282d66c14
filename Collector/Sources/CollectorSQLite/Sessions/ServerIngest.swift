// The hot path on a server: the reports of all that wait go on their way together, one statement each, and are answered together. So a
// link with a delay is paid once for hundreds of reports.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteWrites {
  /// What each job comes to, in their order.
  func ingest(together jobs: ArraySlice<IngestJob>) throws -> [Result<[IngestOutcome], any Error>] {
    try askAhead(of: jobs.compactMap(\.contact))
    // A wrong secret is found before anything of its job is written, so nothing needs undoing.
    let admissions: [Result<Bool, any Error>] = try jobs.map { job in
      do { return .success(try job.contact.map(admit) ?? true) } catch StoreError.wrongSecret {
        return .failure(StoreError.wrongSecret)
      }
    }
    let admitted = zip(jobs, admissions).flatMap { job, admission in
      if case .success(true) = admission { return job.reports }
      return []
    }
    let added = try db.runEach(Self.addition, admitted.map(Self.values))
    var place = 0
    return try zip(jobs, admissions).map { job, admission in
      switch admission {
      case .failure(let refusal): return .failure(refusal)
      case .success(false): return .success(job.reports.map { _ in .erased })
      case .success(true):
        defer { place += job.reports.count }
        return .success(try zip(job.reports, added[place...]).map(outcome))
      }
    }
  }

  private func outcome(of report: IncomingReport, added rows: Int) throws -> IngestOutcome {
    guard rows == 0 else {
      noteReceived(app: report.app)
      return .accepted
    }
    return try answerOfTombstone(to: report) ?? outcome(ofRepeated: report)
  }

  /// The report and that it is pending, unless it is here or was erased.
  private static let addition = """
    WITH added AS (
      INSERT INTO report (id, app, installation, received_at, sent_at, body)
      SELECT ?1, ?2, ?3, ?4, ?5, ?6
      WHERE NOT EXISTS (SELECT 1 FROM tombstone WHERE id = ?1 AND (installation IS NULL OR installation = ?3))
      ON CONFLICT (id) DO NOTHING
      RETURNING sequence
    )
    INSERT INTO pending (report, reference) SELECT sequence, ?7 FROM added
    """

  private static func values(of report: IncomingReport) -> [SQLiteValue] {
    [
      .id(report.id), .app(report.app), .id(report.installation), .at(report.receivedAt), .at(report.sentAt),
      .blob(report.body), .integer(report.id.reference.number),
    ]
  }
}
