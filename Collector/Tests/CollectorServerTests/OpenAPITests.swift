// openapi.yaml and the code say the same: every route both ways, every limit.
import CollectorCore
import CollectorHTTP
import CollectorSQLite
import Foundation
import TellbackWire
import Testing

@testable import CollectorServer

@Suite struct OpenAPITests {
  let outline: Outline

  init() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    outline = try Outline(file: folder.appendingPathComponent("openapi.yaml").path)
  }

  @Test func `Every route of the API is described, and every description has a route`() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tellback-api-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try SQLiteStore(directory: folder)
    let arguments = try ArgumentReader([], command: "test", options: [])
    let configuration = try ServerConfiguration(SettingValues(arguments: arguments, environment: [:]))
    let parts = try await CollectorParts(configuration, store: store, log: Log(.logfmt) { _ in })
    let router = parts.router(configuration, status: ServingStatus(.ok))
    await store.close()
    let served = router.routes.map { route in
      let path = route.pattern.split(separator: "/").map { segment in
        segment.hasPrefix("{")
          ? segment.split(separator: ":").first.map { $0.hasSuffix("}") ? $0 : $0 + "}" } ?? segment : segment
      }
      return "\(route.method.rawValue) /\(path.joined(separator: "/"))"
    }.filter { route in
      // With and without a slash at its end is one path.
      [" /v1/", " /api/", " /tunnel/", " /health", " /metrics"].contains { route.contains($0) }
    }
    let described = outline.children(of: ["paths"]).flatMap { path in
      outline.children(of: ["paths", path]).map { "\($0.uppercased()) \(path)" }
    }
    #expect(!served.isEmpty)
    #expect(Set(described) == Set(served))
    #expect(described.count == Set(served).count)
  }

  static let limits: [(path: String, limit: Int)] = [
    ("Report properties text x-max-bytes", WireLimits.text), ("Report properties page x-max-bytes", WireLimits.page),
    ("Report properties user x-max-bytes", WireLimits.user),
    ("Report properties contact x-max-bytes", WireLimits.contact),
    ("Report properties segment x-max-bytes", WireLimits.segment),
    ("Report properties locale x-max-bytes", WireLimits.locale),
    ("Report properties groupingKey x-max-bytes", WireLimits.groupingKey),
    ("Report properties fields maxProperties", WireLimits.fields),
    ("Report properties fields x-max-key-bytes", WireLimits.fieldKey),
    ("Report properties steps maxItems", WireLimits.steps),
    ("Report properties attachments maxItems", WireLimits.attachments),
    ("Context x-max-bytes", WireLimits.contextValue), ("Step properties text x-max-bytes", WireLimits.stepText),
    ("Step properties page x-max-bytes", WireLimits.page),
    ("ReportedError properties type x-max-bytes", WireLimits.errorType),
    ("ReportedError properties message x-max-bytes", WireLimits.errorMessage),
    ("ReportedError properties frames maxItems", WireLimits.errorFrames),
    ("ReportedError properties frames items x-max-bytes", WireLimits.errorFrame),
    ("AttachmentInfo properties name x-max-bytes", WireLimits.attachmentName),
    ("AttachmentInfo properties type x-max-bytes", WireLimits.attachmentType),
    ("AttachmentInfo properties bytes maximum", WireLimits.attachmentBytes),
    ("Batch properties reports maxItems", WireLimits.batchReports),
    ("Accounting properties discarded maxProperties", WireLimits.discardReasons),
    ("Receipts properties receipts maxItems", WireLimits.batchReports),
    ("UpdatePage properties updates maxItems", WireLimits.updates),
    ("Update properties message x-max-bytes", WireLimits.note),
    ("KnownIssues properties digest properties issues maxItems", WireLimits.knownIssues),
    ("Erasure properties reports maxItems", WireLimits.erasures),
    ("ExportPage properties reports maxItems", WireLimits.exportReports),
    ("ExportPage properties reports items properties updates maxItems", WireLimits.exportUpdates),
    ("ExportPage properties reports items properties messages maxItems", WireLimits.exportMessages),
    ("MessageBatch properties messages maxItems", WireLimits.batchMessages),
    ("Message x-max-bytes", WireLimits.messageBytes),
    ("Message properties text x-max-bytes", WireLimits.messageText),
    ("Message properties version x-max-bytes", WireLimits.contextValue),
    ("Message properties attachments maxItems", WireLimits.attachments),
    ("ExportPage properties heartbeats maxItems", WireLimits.exportHeartbeats),
    ("Heartbeats properties days maxItems", WireLimits.heartbeats),
    ("Heartbeats properties days items properties version x-max-bytes", WireLimits.contextValue),
    ("Heartbeats properties days items properties segment x-max-bytes", WireLimits.segment),
    ("Heartbeats properties days items properties channel x-max-bytes", WireLimits.channel),
    ("Heartbeats properties help maxItems", WireLimits.helpDays),
    ("Heartbeats properties help items properties offered maximum", WireLimits.helpCount),
    ("Heartbeats properties reached maxItems", WireLimits.heartbeats),
    ("Heartbeats properties reached items properties pages maxItems", WireLimits.reachedPages),
    ("Heartbeats properties reached items properties pages items maximum", PageNumber.count - 1),
    ("Update properties version x-max-bytes", WireLimits.contextValue),
    ("Words properties text x-max-bytes", WireLimits.note),
    ("Answer properties text x-max-bytes", WireLimits.note),
    ("Decision properties note x-max-bytes", WireLimits.note),
    ("Redaction properties passage x-max-bytes", Redaction.passageLimit),
    ("Redaction properties reason x-max-bytes", Redaction.reasonLimit),
    ("Approvals properties approvals maxItems", AnswerRoutes.heldLimit),
    ("CannedAnswers properties cannedAnswers maxItems", CannedAnswer.limit),
    ("Subject properties reports maxItems", StaffReadRoutes.pageLimit),
    ("Subject properties notes maxItems", SubjectNote.limit),
    ("TicketPage properties tickets maxItems", StaffReadRoutes.pageLimit),
    ("EventPage properties events maxItems", StaffReadRoutes.pageLimit),
    ("Numbers properties thanked maxItems", NumberReport.solverLimit),
    ("Numbers properties programmeDates maxItems", ProgrammeDate.limit),
    ("TagChange properties add maxItems", TicketTag.limit),
    ("TagChange properties add items x-max-bytes", TicketTag.bytes),
    ("BulkTickets properties tickets maxItems", BulkRunner.limit),
    ("BulkResult properties done maxItems", BulkRunner.limit),
    ("BulkResult properties failed maxItems", BulkRunner.limit),
    ("PainPoint properties title x-max-bytes", PainLimits.title),
    ("PainPoint properties tickets maxItems", PainLimits.tickets),
    ("PainPoint properties attempts maxItems", PainLimits.attempts),
    ("PainPoint properties places maxItems", PainReadRoutes.placesLimit),
    ("PainPoint properties weeks maxItems", Int(PainReadRoutes.weeksLimit)),
    ("PainPointPage properties painPoints maxItems", StaffReadRoutes.pageLimit),
    ("PainFacts properties page x-max-bytes", WireLimits.page),
    ("PainDecision properties reason x-max-bytes", WireLimits.note),
    ("PainWorkaround properties text x-max-bytes", WireLimits.knownIssueWorkaround),
    ("PainAttemptChange properties what x-max-bytes", PainLimits.attempt),
    ("PainAttemptChange properties version x-max-bytes", FixRelease.versionLimit),
    ("KnownIssue properties title x-max-bytes", WireLimits.knownIssueTitle),
    ("KnownIssue properties words x-max-bytes", WireLimits.knownIssueWords),
    ("KnownIssue properties workaround x-max-bytes", WireLimits.knownIssueWorkaround),
    ("KnownIssue properties fixedIn x-max-bytes", WireLimits.knownIssueFixedIn),
  ]

  @Test(arguments: limits)
  func `Limits in the description are those of the code`(path: String, limit: Int) {
    #expect(outline.scalars["components schemas " + path] == String(limit))
  }

  @Test func `Bodies have the limits of their routes`() {
    for path in ["/api/{project}/envelope", "/tunnel/{project}"] {
      #expect(outline.scalars["paths \(path) post requestBody x-max-bytes"] == String(EnvelopeLimits().body))
    }
    #expect(outline.scalars["paths /v1/reports post requestBody x-max-bytes"] == String(WireLimits.reportBytes))
    #expect(outline.scalars["paths /v1/batches post requestBody x-max-bytes"] == String(WireLimits.batchBytes))
    #expect(outline.scalars["paths /v1/erasures post requestBody x-max-bytes"] == String(WireLimits.erasureBytes))
    #expect(outline.scalars["paths /v1/messages post requestBody x-max-bytes"] == String(WireLimits.batchBytes))
    #expect(outline.scalars["paths /v1/heartbeats post requestBody x-max-bytes"] == String(WireLimits.heartbeatBytes))
    let file = "paths /v1/messages/{message}/attachments/{index} put requestBody x-max-bytes"
    #expect(outline.scalars[file] == String(WireLimits.attachmentBytes))
    for path in [
      "answers", "notes", "moves", "merge", "known-issue", "claim", "hand-over", "approvals", "redactions", "tags",
    ] {
      let place = "paths /v1/tickets/{number}/\(path) post requestBody x-max-bytes"
      #expect(outline.scalars[place] == String(StaffAPI.bodyLimit), "\(path)")
    }
    for path in ["claim", "answers", "tags", "severity", "moves", "merge", "hand-over"] {
      let place = "paths /v1/tickets/bulk/\(path) post requestBody x-max-bytes"
      #expect(outline.scalars[place] == String(StaffAPI.bodyLimit), "\(path)")
    }
    let key = outline.scalars["components parameters IdempotencyKey schema x-max-bytes"]
    #expect(key == String(KeptAnswer.keyLimit))
    let attachment = "paths /v1/reports/{report}/attachments/{index} put requestBody x-max-bytes"
    #expect(outline.scalars[attachment] == String(WireLimits.attachmentBytes))
  }

  @Test func `Every reason for which a store may refuse for a while is named with its code, and has its pause`() throws
  {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: folder.appendingPathComponent("openapi.yaml"), encoding: .utf8)
    let section = try #require(
      text.components(separatedBy: "    NotNow:\n").last?.components(separatedBy: "content:").first)
    for error in [StoreError.full, .unavailable("why"), .busy, .closed] {
      let problem = try #require(ErrorAnswer(error))
      #expect(problem.status == 503)
      #expect(problem.retryAfter != nil)
      #expect(section.contains("`\(problem.code)`"), "\(problem.code)")
    }
  }

  @Test func `Every reference leads somewhere`() throws {
    let references = outline.scalars.filter { $0.key.hasSuffix("$ref") }.values
    #expect(!references.isEmpty)
    for reference in references {
      let path = reference.trimmingCharacters(in: CharacterSet(charactersIn: "\"")).split(separator: "/").dropFirst()
      #expect(outline.paths.contains(path.map(String.init)), "\(reference)")
    }
  }
}
