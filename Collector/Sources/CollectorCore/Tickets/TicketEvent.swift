// The history of a ticket: an append-only list; what happened is never rewritten.
import TellbackWire

/// Who did something.
public enum Actor: Sendable, Equatable {
  case system
  case staff(id: Int64, name: String)
}

/// One thing that happened to a ticket.
public struct TicketEvent: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    /// `report` opened it.
    case opened
    /// `report` joined it.
    case attached
    /// From state `from` to state `to`; `text` went to the reporters when it was resolved or reopened, and is for staff alone
    /// when it waits. `detail` says what it waits for (`department: Billing @1790000000000`) or where a fix is (`in 2.1`).
    case moved
    /// `text` went to the reporters; to the one of `report` alone where it names one.
    case answered
    /// `text` is for staff alone.
    case noted
    /// It was merged into `other`, and is found there.
    case mergedInto
    /// `other` was merged into it.
    case absorbed
    /// The merge or split that joined it with `other` was undone.
    case unlinked
    /// Some of its reports went to `other`, opened for them.
    case splitOff
    /// It was opened for some reports of `other`.
    case splitFrom
    /// Apps were told about it as a known issue under the title `text`.
    case published
    /// Apps are told about it no longer.
    case withdrawn
    /// Its component, kind or severity was set; `text` says to what.
    case triaged
    /// A report of it was erased at its reporter's wish; which one is not kept.
    case erased
    /// The last of its reports was erased, after the time for which they are kept.
    case swept
    /// Words to the reporters were taken back before anybody was told; a move that they told of was undone.
    case takenBack
    /// Somebody took it who had found it free.
    case claimed
    /// It was given to the person or group named in `detail`; `text` is for staff alone.
    case handedOver
    /// Its owner gave it back: to the group named in `detail`, or to everybody.
    case handedBack
    /// Somebody took it from the person named in `detail`.
    case tookOver
    /// The person named in `detail` did nothing on it for too long, so it was given back.
    case leftIdle
    /// Its owner is away: it went to the group named in `detail`, or to everybody.
    case ownerAway
    /// Its owner's account was disabled: it went to the group named in `detail`, or to everybody.
    case ownerLeft
    /// Its reporters were reminded that it waits for them.
    case reminded
    /// It works as designed, so it is an idea from now on; it was what `detail` says.
    case becameIdea
    /// The reporter of `report` wrote; the words stand in the message of which this event tells.
    case replied
    /// The reporter of `report` says that the fix or answer helped; `detail` is the version of the app.
    case helped
    /// The reporter of `report` says that it did not help; `detail` is the version of the app.
    case notHelped
    /// The reporter of `report` gave `detail` stars, from 1 to 5.
    case rated
    /// The reporter of `report` says thanks; `detail` names who is thanked.
    case thanked
    /// `text` went to the reporters in the place of what event `about` said.
    case corrected
    /// Words or a file of the reporter of `report` were taken out of what event `about` tells; `text` is the reason.
    case redacted
    /// The words of event `about` did not reach as many reporters as `detail` says: a field could not be filled in for them.
    case leftOut
    /// A volunteer wrote an answer that waits for a second person; to the one of `report` alone where it names one.
    case askedApproval
    /// The answer of event `about`, which the person named in `detail` wrote, was approved.
    case approved
    /// An answer that the person named in `detail` wrote was given back; `text` says why, for staff alone.
    case sentBack
    /// A rule decided something about it; `detail` names the rule, and on the next line what it decided.
    case routed
    /// The tags in `detail` were put on it.
    case tagged
    /// The tags in `detail` were taken off it.
    case untagged
    /// The sender of `report` was blocked: the copy of the app or the person, as `detail` says. `text` is the reason, for staff.
    case senderBlocked
    /// That block was ended.
    case senderUnblocked
    /// A target is due soon: `detail` names it and who was warned (`first_answer: Ada, Ben`).
    case dueSoon
    /// The target that `detail` names was missed.
    case breached
    /// People were told that a target was missed, as `detail` says (`resolution: Lea`).
    case escalated
    /// It was linked with `other`: `detail` says how, from its own side (`blocks`, `is_blocked_by`, `relates`).
    case related
    /// That link was taken away.
    case unrelated
    /// The actor went past somebody's limit of open tickets, as `detail` says (`6 of 5: Ada`), because of `text`.
    case limitExceeded
    /// It belongs to the pain point that `detail` numbers from now on.
    case gathered
    /// It belongs to the pain point that `detail` numbers no longer.
    case ungathered
    /// `text`, which helps until its pain point is fixed, went to the reporters.
    case workaround
    /// Somebody whose app has the attempt `text` reported it again; `detail` is the version.
    case regressed
    /// It works as designed, so it is the pain point that `detail` numbers.
    case becamePain
    /// Nobody decided in time on the pain point that `detail` numbers; it names who was told (`7: Lea`).
    case undecided
    /// It was imported from another desk; `detail` says which, and what it was called there (`zendesk: 35436`).
    case imported
    /// It escalated by itself to a person: `detail` says why and to whom (`age: Lea`).
    case stuck
    /// It is worked on in the tracker's issue that `detail` names (`acme/shop#12`).
    case issueTied
    /// It has to do with that issue no longer.
    case issueUntied
    /// That issue was `closed`, `dropped` or `reopened` in its tracker, as `detail` says (`closed acme/shop#12 2.1`).
    case issueMoved
  }

  /// Grows in the order of events; 0 before it is stored.
  public var id: Int64
  public var ticket: Int64
  public var at: Timestamp
  public var actor: Actor
  public var kind: Kind
  public var report: ReportID?
  public var from: TicketState?
  public var to: TicketState?
  public var resolution: ResolutionKind?
  public var text: String?
  public var detail: String?
  /// The other ticket of a merge or a split.
  public var other: Int64?
  /// The earlier event that this one is about.
  public var about: Int64?

  public init(
    id: Int64 = 0, ticket: Int64, at: Timestamp, actor: Actor, kind: Kind, report: ReportID? = nil,
    from: TicketState? = nil, to: TicketState? = nil, resolution: ResolutionKind? = nil, text: String? = nil,
    detail: String? = nil, other: Int64? = nil, about: Int64? = nil
  ) {
    self.id = id
    self.ticket = ticket
    self.at = at
    self.actor = actor
    self.kind = kind
    self.report = report
    self.from = from
    self.to = to
    self.resolution = resolution
    self.text = text
    self.detail = detail
    self.other = other
    self.about = about
  }
}

/// How a report came to be on its ticket.
public struct Placement: Sendable, Equatable {
  /// The report's ``StoredReport/sequence``.
  public var report: Int64
  public var ticket: Int64
  /// The mechanism that decided, with its version, such as `exact-1/error`.
  public var mechanism: String
  public var at: Timestamp
  /// Who reported (``ReporterKey``) and when, on the collector's clock: what counts are made of when reports are split off.
  public var reporter: [UInt8]?
  public var capturedAt: Timestamp?

  public init(
    report: Int64, ticket: Int64, mechanism: String, at: Timestamp, reporter: [UInt8]? = nil,
    capturedAt: Timestamp? = nil
  ) {
    self.report = report
    self.ticket = ticket
    self.mechanism = mechanism
    self.at = at
    self.reporter = reporter
    self.capturedAt = capturedAt
  }
}
