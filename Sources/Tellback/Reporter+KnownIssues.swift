// Known issues on the device: suggestions while a person types, and "me too" instead of a new report.
import TellbackWire

extension Reporter {
  /// The known issues that a draft may be about, best first; empty when none fits. Matching runs on the device, also without a
  /// network, and takes about a millisecond for 1,000 issues: call it at each keystroke.
  ///
  /// The issues are those of the last fetch. When that is older than ``SyncSettings/knownIssueAge``, they are fetched in the
  /// background for the next call. The draft does not leave the device.
  /// - Parameters:
  ///   - draft: the text so far; the first 4,000 characters count.
  ///   - limit: the most suggestions.
  public func suggestions(for draft: String, limit: Int = 3) async -> [Suggestion] {
    await core.knownIssues.refreshWhenDue()
    // A queue that cannot be read has no suggestions; the person can still report.
    return (try? await core.knownIssues.suggestions(for: draft, limit: limit)) ?? []
  }

  /// The known issues on this device, the most urgent first.
  /// - Throws: ``TellbackError`` with `storage` when the queue cannot be read, or `closed`.
  public func knownIssues() async throws(TellbackError) -> [KnownIssue] {
    await core.knownIssues.refreshWhenDue()
    return try await TellbackError.reading { try await core.knownIssues.issues() }
  }

  /// Fetches the known issues now. Call it at launch, so that they are there without a network. An unchanged list costs one
  /// short response. True when something changed.
  /// - Throws: ``TellbackError`` with `transport` when there is no response, or one that was cut or altered; `storage` when the
  ///   issues could not be saved; or `closed`. The earlier issues stay.
  @discardableResult
  public func refreshKnownIssues() async throws(TellbackError) -> Bool {
    try await TellbackError.reading { try await core.knownIssues.refresh() }
  }

  /// Counts this person onto a known issue instead of a new report. See ``Session/meToo(_:)``.
  /// - Throws: what ``Session/meToo(_:)`` throws.
  @discardableResult
  public func meToo(_ issue: KnownIssue) async throws -> ReportReceipt { try await session.meToo(issue) }
}

extension Session {
  /// Counts this person onto the ticket of a known issue, without a new text. It is saved and sent like a report, also offline;
  /// its receipt tells what staff answer and when the issue is fixed. Page, steps and context go along.
  /// - Throws: what ``report(_:kind:page:user:contact:segment:fields:error:groupingKey:attachments:isolation:)`` throws.
  @discardableResult
  public func meToo(_ issue: KnownIssue) async throws -> ReportReceipt {
    try await core.report(try core.compose(draft(ofKnownIssue: issue)), isolation: nil)
  }
}
