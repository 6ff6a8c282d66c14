// Pages of canned answers, approvals, removals, reporters and organisations, with much on them and with what hostile people send.
import CollectorCore
import Foundation
import TellbackWire

@testable import CollectorBoard

enum AnswerScene {
  /// Where these pages are, by name. It needs an account 1.
  static func fill(_ house: BoardFixture) async throws -> [(name: String, path: String)] {
    let app = try await house.addApp("Answers")
    var reports: [Report] = []
    for index in 0..<12 {
      let isHostile = index == 11
      var report =
        isHostile ? Hostile.report() : makeReport("The invoice of month \(index) shows the wrong address")
      report.page = isHostile ? report.page : "/invoices/\(index)"
      report.user = Hostile.script + Hostile.override
      report.segment = "Brunner & Söhne \(Hostile.override)"
      report.locale = "de-CH"
      reports.append(report)
      let moment = house.clock.now.adding(seconds: -Int64(index) * 700_000)
      try await house.receive(
        IncomingReport(
          id: report.id, app: app.id, installation: CannedAnswerTests.device, receivedAt: moment, sentAt: moment,
          body: report.encoded()))
    }
    let (first, hostile, now) = (reports[0], reports[11], house.clock.now)
    let ticket = try await house.store.write { store -> Int64 in
      let vic = try store.createAccount(
        email: "vic@example.com", name: "Vic \(Hostile.override)", role: .volunteer, passwordHash: "-", at: now)
      let actor = Actor.staff(id: vic.id, name: vic.name)
      let canned = CannedAnswerActions(store, now: now, by: .command, apps: .all)
      for (name, text) in [("Reset link", "Guten Tag {reporter}"), (Hostile.script, Hostile.script + Hostile.zalgo)] {
        try canned.save(
          CannedAnswer(
            app: nil, name: String(name.prefix(60)),
            texts: [
              CannedText(locale: "de", text: text), CannedText(locale: "en", segment: "Gold", text: "Dear {reporter}"),
            ], changedAt: now, changedBy: ""))
      }
      let number = try store.shownTicket(ofReport: first.id) ?? 0
      try store.setNeedsApproval(true, app: app.id, at: now)
      let actions = TicketActions(store, now: now)
      try actions.claim(number, by: actor)
      for note in ["Please try it once more.", Hostile.script + Hostile.zalgo] {
        _ = try actions.submitAnswer(number, note: note, to: first.id, by: actor)
      }
      try actions.handBack(number, by: actor)
      _ = try Redactor(store, now: now).redact("wrong address", inReport: first.id, reason: Hostile.script, by: actor)
      let reporter = ReporterIdentity(app: app.id, installation: CannedAnswerTests.device, user: first.user)
      for subject in [ReportSubject.reporter(reporter), .segment(first.segment ?? "", app.id)] {
        try SubjectActions(store, now: now).note(Hostile.script + Hostile.override, about: subject, by: actor)
      }
      return number
    }
    let segment = ReporterRoutes.link(segment: first.segment ?? "", app: app.id).target
    return [
      ("answers", "/settings/answers"), ("answer", "/settings/answers?edit=1"),
      ("hostile-answer", "/settings/answers?edit=2"), ("new-answer", "/settings/answers?edit=new"),
      ("held", "/tickets/\(ticket)"), ("redact", "/reports/\(hostile.id)/redact"),
      ("reporter", "/reporters/\(first.id)"),
      ("segment", segment),
    ]
  }
}
