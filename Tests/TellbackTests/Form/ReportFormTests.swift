// A report dialog without pixels: what it shows, what it keeps, and what it sends.
import Foundation
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct ReportFormTests {
  @Test func `a form shows what is known, what is taken out and what is left, and sends it`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    transport.knownIssues = [
      KnownIssue(id: 7, title: "Voucher codes are refused at the till", words: "coupon discount")
    ]
    let reporter = try Reporter(try folder.configuration(transport: transport))
    try await reporter.refreshKnownIssues()
    let form = try await reporter.form(kind: .question)
    #expect(form.state.kind == .question && !form.state.canSend && !form.state.isRestored)
    form.setWords("My voucher codes are refused, write to ann@example.com")
    try await eventually("the form follows") { form.state.suggestions.first?.id == 7 && form.state.isKept }
    let state = form.state
    #expect(state.canSend && state.takenOut == ["e-mail"])
    #expect(state.redactedWords == "My voucher codes are refused, write to [e-mail]")
    #expect(state.bytesLeft == WireLimits.text - state.words.utf8.count)
    try form.attach(ReportAttachment(bytes: [1, 2, 3], name: "a.png", type: "image/png"))
    try form.attach(ReportAttachment(bytes: [4], name: "b.png", type: "image/png"))
    form.removeAttachment(at: 0)
    form.removeAttachment(at: 9)
    #expect(form.state.attachments.map(\.name) == ["b.png"] && form.state.attachmentsLeft == WireLimits.attachments - 1)
    form.setKind(.problem)
    form.setPage("/till")
    form.setContact("by phone")
    let preview = try await form.preview(fields: ["order": 4_711])
    #expect(preview.report.text == state.redactedWords && preview.report.page == "/till")
    let receipt = try await form.send(preview)
    #expect(form.state.phase == .sent(id: receipt.id, reference: receipt.reference, isDurable: true))
    try await reporter.flush(within: .seconds(10))
    #expect(transport.reports == [preview.report])
    #expect(transport.attachments.values.map { $0 } == [[4]])
    #expect(transport.reports.first?.contact == "by phone" && transport.reports.first?.kind == .problem)
    await #expect(throws: TellbackError.self) { try await form.send() }
    await reporter.close(within: .zero)
  }

  @Test func `half a text survives the end of the app, redacted, and is gone once sent`() async throws {
    let folder = try TestFolder()
    let first = try Reporter(try folder.configuration(transport: RecordingTransport()))
    let form = try await first.form()
    form.setWords("It happens when I")
    form.setWords("It happens when I pay with 4111 1111 1111 1111 and")
    form.setKind(.idea)
    form.setPage("/pay")
    try await eventually("it is kept") { form.state.isKept }
    // What a process that is killed now leaves behind.
    let killed = try TestFolder()
    try FileManager.default.copyItem(atPath: folder.path + "/queue", toPath: killed.path + "/queue")
    await first.close(within: .zero)

    let second = try Reporter(try killed.configuration(transport: RecordingTransport()))
    let restored = try await second.form()
    #expect(restored.state.isRestored && restored.state.kind == .idea && restored.state.page == "/pay")
    #expect(restored.state.words == "It happens when I pay with [card] and")
    #expect(try await !second.form("another").state.isRestored)
    #expect(try await !second.session(user: "bob").form().state.isRestored)
    restored.setWords(restored.state.words + " then nothing.")
    let receipt = try await restored.send()
    #expect(try await second.state(of: receipt.id)?.title == "It happens when I pay with [card] and then nothing.")
    #expect(try await !second.form().state.isRestored)
    await second.close(within: .zero)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: killed.path + "/queue/0/queue.sqlite"))
    #expect(bytes.range(of: Data("4111 1111".utf8)) == nil)
  }

  @Test func `a form that is cancelled saves nothing and is not offered again`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let form = try await reporter.form()
    form.setWords("Never mind")
    try await eventually("it is kept") { form.state.isKept }
    form.cancel()
    #expect(form.state.phase == .cancelled)
    try await eventually("the draft is gone") { try await !reporter.form().state.isRestored }
    #expect(try await reporter.statistics().captured == 0)
    await #expect(throws: TellbackError.self) { try await form.send() }
    await reporter.close(within: .zero)
  }

  @Test func `states come one after the other and end with the receipt`() async throws {
    let folder = try TestFolder()
    let reporter = try Reporter(try folder.configuration(transport: RecordingTransport()))
    let form = try await reporter.form()
    var states = form.states.makeAsyncIterator()
    #expect(await states.next()?.words == "")
    form.setWords("Words")
    #expect(await states.next()?.words == "Words")
    let receipt = try await form.send()
    var last: ReportFormState?
    while let state = await states.next() { last = state }
    #expect(last?.phase == .sent(id: receipt.id, reference: receipt.reference, isDurable: true))
    var late = form.states.makeAsyncIterator()
    #expect(await late.next() == last)
    #expect(await late.next() == nil)
    await reporter.close(within: .zero)
  }

  @Test func `what cannot be sent is said, and the person goes on`() async throws {
    let folder = try TestFolder()
    var configuration = try folder.configuration(transport: RecordingTransport())
    configuration.limits.reports = 1
    let reporter = try Reporter(configuration)
    let form = try await reporter.form()
    form.setWords(String(repeating: "x", count: WireLimits.text + 1))
    #expect(form.state.bytesLeft == -1 && !form.state.canSend)
    await #expect(throws: TellbackError.self) { try await form.send() }
    #expect(form.state.phase == .writing && form.state.failure?.contains("131072") == true)
    form.setWords("Short")
    #expect(form.state.failure == nil)
    for _ in 0..<WireLimits.attachments {
      try form.attach(ReportAttachment(bytes: [1], name: "f", type: "text/plain"))
    }
    #expect(throws: TellbackError.self) {
      try form.attach(ReportAttachment(bytes: [1], name: "f", type: "text/plain"))
    }
    for _ in 0..<WireLimits.attachments { form.removeAttachment(at: 0) }
    try await reporter.report("Fills the queue")
    await #expect(throws: TellbackError.self) { try await form.send() }
    #expect(form.state.failure?.contains("limit is 1") == true)
    await reporter.close(within: .zero)
  }

  @Test func `a form becomes 'me too'`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let issue = KnownIssue(id: 9, title: "The till is slow", words: "")
    transport.knownIssues = [issue]
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let form = try await reporter.form()
    form.setWords("The till")
    try await form.meToo(issue)
    try await reporter.flush(within: .seconds(10))
    #expect(transport.reports.map(\.knownIssue) == [9])
    #expect(try await !reporter.form().state.isRestored)
    await reporter.close(within: .zero)
  }

  @Test func `drafts are erased with everything else`() async throws {
    let folder = try TestFolder()
    let reporter = try Reporter(try folder.configuration(transport: RecordingTransport()))
    do {
      let form = try await reporter.form()
      form.setWords("Private words Xylophon")
      try await eventually("it is kept") { form.state.isKept }
    }
    try await reporter.eraseMyData()
    #expect(try await !reporter.form().state.isRestored)
    await reporter.close(within: .zero)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/queue/0/queue.sqlite"))
    #expect(bytes.range(of: Data("Xylophon".utf8)) == nil)
  }
}
