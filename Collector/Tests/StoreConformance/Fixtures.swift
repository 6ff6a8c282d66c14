// What checks are made of: apps, reports, tickets, with ids that are the same in every run.
import CollectorCore
import TellbackWire

let start = Timestamp(milliseconds: 1_764_000_000_000)

func reportID(_ number: UInt64, at moment: Timestamp = start) -> ReportID {
  ReportID(at: moment, random: (number, number &* 0x9E37_79B9_7F4A_7C15))
}

func makeReport(_ number: UInt64, _ text: String = "It broke", attachments: [AttachmentInfo] = []) -> Report {
  Report(id: reportID(number), capturedAt: start, text: text, page: "/cart", attachments: attachments)
}

func incoming(_ report: Report, app: AppID, installation: ReportID? = nil, at: Timestamp = start) -> IncomingReport {
  IncomingReport(
    id: report.id, app: app, installation: installation, receivedAt: at, sentAt: start.adding(seconds: -1),
    body: report.encoded())
}

func makeTicket(
  app: AppID, title: String = "It broke", kind: ReportKind = .problem, severity: Severity = .medium,
  component: String? = nil, state: TicketState = .open, reporters: Int64 = 1, last: Int64 = 0, reports: Int64 = 0
) -> Ticket {
  let last = start.adding(seconds: last)
  return Ticket(
    number: 0, app: app, title: title, kind: kind, severity: severity, component: component, page: "/cart",
    state: state, resolution: state == .resolved ? .code : nil, openedAt: start, changedAt: last, reportCount: reports,
    reporterCount: reporters, firstCapturedAt: start, lastCapturedAt: last, firstReceivedAt: start,
    lastReceivedAt: last, resolvedAt: state == .resolved ? last : nil)
}

extension StoreWrites {
  /// Accounts with these names, as actors, in their order.
  func makeStaff(_ names: String..., role: StaffRole = .support) throws -> [Actor] {
    try names.map { name in
      let account = try createAccount(
        email: "\(name.lowercased())@example.org", name: name, role: role, passwordHash: "x", at: start)
      return .staff(id: account.id, name: name)
    }
  }
}

extension Store {
  func makeApp(_ name: String = "shop") async throws -> AppID {
    try await write { try $0.createApp(name: name, quota: IngestQuota(), at: start).id }
  }

  /// ``Store/ingest(_:from:completion:)`` as an async call.
  func ingest(_ reports: [IncomingReport], from contact: InstallationContact? = nil) async throws -> [IngestOutcome] {
    try await withCheckedThrowingContinuation { continuation in
      ingest(reports, from: contact) { continuation.resume(with: $0) }
    }
  }

  /// Ingests a report and puts it on a new ticket; gives back the ticket's number.
  func openTicket(with report: Report, app: AppID, installation: ReportID? = nil, _ ticket: Ticket? = nil) async throws
    -> Int64
  {
    _ = try await ingest([incoming(report, app: app, installation: installation)])
    return try await write { store in
      let stored = try unwrap(try store.report(report.id))
      var ticket = ticket ?? makeTicket(app: app, title: report.text)
      ticket.reportCount = 1
      let number = try store.openTicket(ticket)
      try store.place(
        Placement(report: stored.sequence, ticket: number, mechanism: "exact-2/words", at: start), report: report,
        opened: true)
      return number
    }
  }

  /// Ingests a report and puts it on a ticket that is there.
  func attach(_ report: Report, to number: Int64, app: AppID, installation: ReportID? = nil) async throws {
    _ = try await ingest([incoming(report, app: app, installation: installation)])
    try await write { store in
      let stored = try unwrap(try store.report(report.id))
      try store.count(
        TicketArrival(capturedAt: start, receivedAt: start, isNewReporter: false, at: start), onTicket: number)
      try store.place(
        Placement(report: stored.sequence, ticket: number, mechanism: "exact-2/words", at: start), report: report,
        opened: false)
    }
  }
}

func contact(_ app: AppID, _ id: ReportID, secret: UInt8 = 1, at: Timestamp = start, _ accounting: Accounting? = nil)
  -> InstallationContact
{
  InstallationContact(
    app: app, id: id, secretHash: [UInt8](repeating: secret, count: 32), at: at, accounting: accounting)
}
