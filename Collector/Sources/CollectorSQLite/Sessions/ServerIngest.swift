// The hot path on a server: the reports of all that wait go on their way together, and are answered together. So a link with a delay is
// paid once for hundreds of reports.
import CollectorCore
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
    let added = try db.add(admitted)
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

  private func outcome(of report: IncomingReport, added isAdded: Bool) throws -> IngestOutcome {
    guard !isAdded else {
      noteReceived(app: report.app)
      return .accepted
    }
    return try answerOfTombstone(to: report) ?? outcome(ofRepeated: report)
  }
}
