// Help before anybody files: known issues on the device, suggestions while a person types, and "me too".
import TellbackWire

extension Reporter {
  /// The known issues that a draft may be about, best first; empty when none fits. Matching happens on the device, also
  /// without a network, and takes about a millisecond for 1,000 issues: call it as often as the person types.
  ///
  /// The issues are those of the last fetch. When that is longer ago than ``SyncSettings/knownIssueAge``, they are
  /// fetched in the background for the next call. Nothing of the draft leaves the device.
  /// - Parameters:
  ///   - draft: the words so far; the first 4,000 bytes count.
  ///   - limit: how many at most.
  public func suggestions(for draft: String, limit: Int = 3) async -> [Suggestion] {
    await core.knownIssues.refreshWhenDue()
    // A queue that cannot be read has no issues to offer; the person files as without them.
    return (try? await core.knownIssues.suggestions(for: draft, limit: limit)) ?? []
  }

  /// The known issues on this device, the most urgent first.
  public func knownIssues() async throws -> [KnownIssue] {
    await core.knownIssues.refreshWhenDue()
    return try await core.knownIssues.issues()
  }

  /// Fetches the known issues now; call it at launch, so that they are there when there is no network. An unchanged list
  /// costs one short answer. True when something changed.
  /// - Throws: ``TellbackError`` with `transport` when there is no answer, or one that was cut or altered; the issues from
  ///   before stay.
  @discardableResult
  public func refreshKnownIssues() async throws -> Bool { try await core.knownIssues.refresh() }

  /// Says that this person has the issue too, instead of filing anew. See ``Session/meToo(_:)``.
  @discardableResult
  public func meToo(_ issue: KnownIssue) async throws -> ReportReceipt { try await session.meToo(issue) }
}

extension Session {
  /// Counts this person onto the ticket of a known issue, without a new text. It is saved and sent like a report, once in
  /// effect, also offline; its receipt tells what staff answer and when it is fixed. Page, steps and context go along.
  /// - Throws: what ``report(_:kind:page:user:contact:segment:fields:error:attachments:)`` throws.
  @discardableResult
  public func meToo(_ issue: KnownIssue) async throws -> ReportReceipt {
    try await core.report(try core.compose(draft(ofKnownIssue: issue)), isolation: nil)
  }
}
