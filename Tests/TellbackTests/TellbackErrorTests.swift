// An error says what was attempted and why it failed, each once.
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct TellbackErrorTests {
  private struct Cause: Error, CustomStringConvertible { let description: String }

  @Test(arguments: [
    ("It failed.", "no room (28)", "It failed. Cause: no room (28)"),
    ("attachments.name is missing.", "attachments.name is missing.", "attachments.name is missing."),
    (
      "The report: attachments.name is missing.", "attachments.name is missing",
      "The report: attachments.name is missing."
    ),
    ("The queue could not be read.", "The queue could not be read: no room.", "The queue could not be read: no room."),
    ("It failed.", "It. Failed.", "It failed. Cause: It. Failed."),
  ])
  func `a cause that repeats its error is left out`(message: String, cause: String, description: String) {
    #expect("\(TellbackError(.storage, message, cause: Cause(description: cause)))" == description)
  }

  @Test func `a report that breaks a limit says so once`() async throws {
    let folder = try TestFolder()
    let reporter = try Reporter(try folder.configuration(transport: RecordingTransport()))
    let nameless = ReportAttachment(bytes: [1], name: "", type: "text/plain")
    let error = try #require(
      await #expect(throws: TellbackError.self) { try await reporter.report("With a file", attachments: [nameless]) })
    #expect("\(error)" == "attachments.name is missing.")
    #expect((error.cause as? WireError)?.code == .missing)
    await reporter.close(within: .zero)
    let nested = TellbackError(.transport, "The issues could not be fetched.", cause: error)
    #expect("\(nested)" == "The issues could not be fetched. Cause: attachments.name is missing.")
  }
}
