// Trouble that the SDK noticed on the device, and the help that an app may offer before anybody writes.
import TellbackSupport
import TellbackWire

/// When the SDK takes something for trouble. Nothing is noticed while nobody listens to ``Session/troubles``.
public struct TroubleSettings: Sendable, Equatable {
  /// So many times the same step on the same page within ``repeatTime``. From 2 to 16.
  public var repeats = 5
  /// From zero on.
  public var repeatTime: Duration = .seconds(4)
  /// Five pages in a row that are two in turn, within this time.
  public var backAndForthTime: Duration = .seconds(30)
  /// After an offer, nothing is offered for so long.
  public var quietTime: Duration = .seconds(600)

  public init() {}
}

/// Something that goes wrong for a person, told by what they do. It stays on the device.
///
/// ```swift
/// for await trouble in reporter.troubles {
///   if let issue = trouble.suggestion?.issue, let workaround = issue.workaround {
///     if await offer(issue.title, workaround) { trouble.take() } else { trouble.dismiss() }
///   } else if await offer("Is something wrong?") {
///     show(try await trouble.form())
///   } else {
///     trouble.dismiss()
///   }
/// }
/// ```
public struct Trouble: Sendable, Identifiable {
  /// How it was noticed.
  public enum Kind: Sendable, Equatable {
    /// The app handed over an error: ``Session/note(_:)``.
    case error(ReportedError)
    /// The same step, again and again: ``TroubleSettings/repeats``.
    case repeated(action: String)
    /// Back and forth between two pages.
    case backAndForth(String, String)
    /// An action that did not end in time: ``Session/begin(_:within:)``.
    case unfinished(action: String)
  }

  /// Made of kind, page and action; no other trouble has it.
  public let id: Int64
  /// How it was noticed.
  public let kind: Kind
  /// The page the person was on.
  public let page: String?
  /// A known issue with a workaround that may help; nil when none of this device's does. Then a report is what to offer.
  public let suggestion: Suggestion?

  let session: Session
  private let isSettled = Lock(false)

  init(_ sign: TroubleSign, suggestion: Suggestion?, session: Session) {
    (id, kind, page) = (sign.key, sign.kind, sign.page)
    self.suggestion = suggestion
    self.session = session
  }

  /// The person took the help: read the workaround, or began a report. The first of this and ``dismiss()`` counts.
  public func take() { settle(as: .taken) }

  /// The person put the help away.
  public func dismiss() { settle(as: .dismissed) }

  /// A report dialog about this trouble: its page, and `words` unless the person left some there. Send it with ``error``. It counts
  /// as ``take()`` where no workaround was offered.
  /// - Throws: what ``Session/form(_:kind:)`` throws.
  public func form(words: String = "") async throws(TellbackError) -> ReportForm {
    let form = try await session.form("trouble", kind: .problem)
    if !form.state.isRestored { form.setWords(words) }
    form.setPage(page)
    if suggestion == nil { take() }
    return form
  }

  /// The error that the app handed over; nil for other kinds.
  public var error: ReportedError? {
    guard case .error(let error) = kind else { return nil }
    return error
  }

  private func settle(as outcome: HelpOutcome) {
    let isFirst = isSettled.withLock { settled in
      defer { settled = true }
      return !settled
    }
    if isFirst { session.core.count(outcome, suggestion?.issue.id) }
  }
}

/// What became of an offer; a column of the queue's table `help`.
enum HelpOutcome: String { case offered, taken, dismissed, wroteAnyway = "wrote_anyway" }
