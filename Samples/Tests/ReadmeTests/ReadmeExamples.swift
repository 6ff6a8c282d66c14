// The examples of the README, each as it stands there, so that the compiler reads them and the tests run them.
import Foundation
import Tellback
import TellbackTesting
import Testing

/// What an example needs around it, and what it showed.
actor ReadmeExamples {
  private(set) var shown: [String] = []

  private func show(_ words: String) { shown.append(words) }
  private func confirms(_ bytes: [UInt8]) async -> Bool { !bytes.isEmpty }

  func make(collector: URL, key: String) throws -> Reporter {
    let reporter = try Reporter(
      ReporterConfiguration(collector: collector, appKey: key, appName: "Notes", appVersion: "2.1.0"))

    reporter.enter(page: "/notes/42")
    reporter.step("tapped Save")
    return reporter
  }

  func report(_ reporter: Reporter, error: any Error) async throws -> ReportReceipt {
    let receipt = try await reporter.report(
      "Save does nothing", kind: .problem, fields: ["words": 1_204, "shared": true], error: error)
    show("Thank you. Your reference is \(receipt.reference).")
    return receipt
  }

  func follow(_ receipt: ReportReceipt) async {
    for await state in receipt.states {
      switch state {
      case .onTicket(let number): show("We look at it as ticket \(number).")
      case .answered(let note, let by): show("\(by ?? "Support") wrote: \(note)")
      case .fixed(let note, _): show("It is fixed. \(note ?? "")")
      case .refused(_, let why): show("It could not be taken: \(why)")
      default: continue
      }
    }
  }

  func list(_ reporter: Reporter) async throws {
    for record in try await reporter.receipts(limit: 20) {
      show("\(record.reference) \(record.title): \(record.state)")
    }
  }

  func converse(_ reporter: Reporter, _ receipt: ReportReceipt) async throws {
    try await reporter.inbox.reply(to: receipt.id, text: "It still happens after a restart.")
    for question in try await reporter.inbox.openQuestions() {
      show("Version \(question.version ?? "now") fixes: \(question.title). Does it work for you?")
      try await reporter.inbox.answer(question, fixed: true)
    }
  }

  func showInbox(_ reporter: Reporter) async throws {
    for conversation in try await reporter.inbox.conversations() {
      show("\(conversation.title): \(conversation.state.words)")
    }
    let unread = try await reporter.inbox.unread()
    show("\(unread) unread")
  }

  func talk(_ reporter: Reporter, about conversation: ReportID) async throws {
    try await reporter.inbox.markRead(conversation)
    try await reporter.inbox.reply(to: conversation, text: "It still happens after a restart.")
    try await reporter.inbox.rate(conversation, stars: 4)
    try await reporter.inbox.thank(conversation)
  }

  func cameToFront(_ reporter: Reporter) {
    reporter.isInFront = true
  }

  func fillForm(_ reporter: Reporter) async throws {
    let form = try await reporter.form()
    form.setWords("Save does nothing since the update")
    show("\(form.state.bytesLeft) bytes are left")
    try await form.send()
  }

  func playDesk(_ given: ReporterConfiguration) async throws {
    var configuration = given
    let desk = TestDesk()
    configuration.transport = desk.transport
    let reporter = try Reporter(configuration)
    let receipt = try await reporter.report("Save does nothing")
    try await reporter.flush(within: .seconds(10))
    desk.answer(receipt.id, "Does it still happen in 2.1?", by: "Kim")
    try await reporter.flush(within: .seconds(10))
    try await reporter.inbox.reply(to: receipt.id, text: "Yes, every time.")
    try await reporter.flush(within: .seconds(10))
    #expect(desk.replies(to: receipt.id) == ["Yes, every time."])
    await reporter.close()
  }

  func suggest(_ reporter: Reporter, draft: String) async {
    for suggestion in await reporter.suggestions(for: draft) {
      show("\(suggestion.issue.title). \(suggestion.issue.workaround ?? "")")
    }
  }

  func close(_ reporter: Reporter) async {
    await reporter.close(within: .seconds(2))
  }

  func serve(_ reporter: Reporter) async throws {
    let session = reporter.session(user: "ann", segment: "Acme Ltd", locale: "de-CH")
    try await session.run {
      Session.current?.enter(page: "/invoices")
      Session.current?.step("opened invoice 7")
      try await Session.current?.report("The invoice is empty.")
    }
  }

  func redact(_ given: ReporterConfiguration) -> ReporterConfiguration {
    var configuration = given
    configuration.redaction.rules.append(.pattern("order", prefix: "ORD-", .digits, 6...12))
    configuration.redaction.rules.append(.words("project", ["Nightingale"]))
    return configuration
  }

  func consent(_ reporter: Reporter) {
    reporter.consent = Consent(automaticContext: true, steps: false)
  }

  func heartbeat(_ given: ReporterConfiguration) -> ReporterConfiguration {
    var configuration = given
    configuration.consent.heartbeat = true  // what the user chose; without it the start deletes what waits
    configuration.channel = "beta"
    configuration.segment = "Acme Ltd"
    return configuration
  }

  func watch(_ reporter: Reporter) -> Task<Void, Never> {
    let watching = Task {
      for await trouble in reporter.troubles {
        if let issue = trouble.suggestion?.issue, let workaround = issue.workaround {
          show("\(issue.title). \(workaround)")
          trouble.take()  // or dismiss(), as the person says
        } else {
          show("Is something wrong? Tell us.")  // a yes: trouble.form()
          trouble.dismiss()
        }
      }
    }
    return watching
  }

  func sayWhatFails(_ reporter: Reporter, _ send: @Sendable () async throws -> Void) async {
    let upload = reporter.begin("Upload", within: .seconds(20))
    do { try await send() } catch { reporter.note(error) }
    upload.end()
  }

  func preview(_ reporter: Reporter) async throws {
    let prepared = try await reporter.prepare("My voucher is refused.", contact: "ann@example.com")
    if await confirms(prepared.bytes) { try await reporter.report(prepared) }
  }

  func privacy(_ reporter: Reporter, folder: String) async throws {
    let export = try await reporter.exportMyData(to: folder + "/my-data")
    show("\(export.reports) reports are in \(export.folder).")
    try await reporter.eraseMyData()
  }

  func test(_ given: ReporterConfiguration) async throws {
    var configuration = given
    let transport = RecordingTransport()
    configuration.transport = transport
    let reporter = try Reporter(configuration)
    try await reporter.report("Save does nothing")
    try await reporter.flush(within: .seconds(10))
    #expect(transport.reports.map(\.text) == ["Save does nothing"])
    await reporter.close()
  }
}
