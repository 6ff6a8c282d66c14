// The numbers by which the schema knows the domain's cases. They are frozen: a case added later takes a new number.
import CollectorCore
import TellbackWire

/// A case that is stored as a number.
protocol Coded: Equatable {
  static var known: [Self] { get }
  var code: Int64 { get }
}

extension Coded {
  init(code: Int64) throws {
    guard let found = Self.known.first(where: { $0.code == code }) else {
      throw StoreError.failed("The database holds the code \(code), which is no \(Self.self) that this program knows.")
    }
    self = found
  }
}

extension TicketState: Coded {
  static var known: [TicketState] { allCases }
  var code: Int64 {
    switch self {
    case .open: 0
    case .waiting: 1
    case .resolved: 2
    }
  }
}

extension ReportKind: Coded {
  static var known: [ReportKind] { allCases }
  var code: Int64 {
    switch self {
    case .problem: 0
    case .question: 1
    case .idea: 2
    case .praise: 3
    }
  }
}

extension Severity: Coded {
  static var known: [Severity] { allCases }
  var code: Int64 { Int64(rawValue) }
}

extension ResolutionKind: Coded {
  static var known: [ResolutionKind] { allCases }
  var code: Int64 {
    switch self {
    case .code: 1
    case .content: 2
    case .configuration: 3
    case .explanation: 4
    case .noSolution: 5
    case .planned: 6
    case .declined: 7
    case .thanked: 8
    case .answered: 9
    case .noAnswer: 10
    }
  }

  /// What `resolution` holds, whose CHECK knows 1 to 5; a later outcome stands in `outcome` beside the nearest of them.
  var columns: (resolution: Int64, outcome: Int64?) {
    guard code > 5 else { return (code, nil) }
    let nearest: ResolutionKind = self == .declined || self == .noAnswer ? .noSolution : .explanation
    return (nearest.code, code)
  }
}

extension FixRelease {
  /// Empty stands for a fix that is not released yet.
  var column: String {
    switch self {
    case .version(let version): version
    case .notYet: ""
    }
  }

  init?(column: String?) {
    guard let column else { return nil }
    self = column.isEmpty ? .notYet : .version(column)
  }
}

extension Waiting.Cause: Coded {
  static var known: [Waiting.Cause] { allCases }
  var code: Int64 {
    switch self {
    case .reporter: 0
    case .department: 1
    case .release: 2
    case .date: 3
    }
  }
}

extension Waiting {
  init?(cause: Cause?, name: String?, until: Timestamp?, wakesOnReply: Bool) {
    guard let cause else { return nil }
    self.init(kept: cause, name: name, until: until, wakesOnReply: wakesOnReply)
  }
}

extension DraftBox: Coded {
  static var known: [DraftBox] { allCases }
  var code: Int64 {
    switch self {
    case .answer: 0
    case .note: 1
    case .resolution: 2
    }
  }
}

extension TicketEvent.Kind: Coded {
  static let known: [TicketEvent.Kind] = [
    .opened, .attached, .moved, .answered, .noted, .mergedInto, .absorbed, .unlinked, .splitOff, .splitFrom, .published,
    .withdrawn, .triaged, .erased, .swept, .takenBack, .claimed, .handedOver, .handedBack, .tookOver,
    .leftIdle, .ownerAway, .ownerLeft, .reminded, .becameIdea,
    .replied, .helped, .notHelped, .rated, .thanked, .corrected, .redacted,
    .leftOut, .askedApproval, .approved, .sentBack,
    .routed, .tagged, .untagged, .senderBlocked, .senderUnblocked,
    .dueSoon, .breached, .escalated, .limitExceeded,
    .gathered, .ungathered, .workaround, .regressed, .becamePain, .undecided, .stuck,
    .related, .unrelated, .imported,
    .issueTied, .issueUntied, .issueMoved,
  ]
  var code: Int64 {
    switch self {
    case .opened: 0
    case .attached: 1
    case .moved: 2
    case .answered: 3
    case .noted: 4
    case .mergedInto: 5
    case .absorbed: 6
    case .unlinked: 7
    case .splitOff: 8
    case .splitFrom: 9
    case .published: 10
    case .withdrawn: 11
    case .triaged: 12
    case .erased: 13
    case .swept: 14
    case .takenBack: 15
    case .claimed: 20
    case .handedOver: 21
    case .handedBack: 22
    case .tookOver: 23
    case .leftIdle: 24
    case .ownerAway: 25
    case .ownerLeft: 26
    case .reminded: 27
    case .becameIdea: 28
    case .replied: 40
    case .helped: 41
    case .notHelped: 42
    case .rated: 43
    case .thanked: 44
    case .corrected: 45
    case .redacted: 46
    case .leftOut: 80
    case .askedApproval: 81
    case .approved: 82
    case .sentBack: 83
    case .related: 60
    case .unrelated: 61
    case .routed: 70
    case .tagged: 71
    case .untagged: 72
    case .senderBlocked: 75
    case .senderUnblocked: 76
    case .dueSoon: 90
    case .breached: 91
    case .escalated: 92
    case .limitExceeded: 93
    case .gathered: 50
    case .ungathered: 51
    case .workaround: 52
    case .regressed: 53
    case .becamePain: 54
    case .undecided: 55
    case .imported: 84
    case .stuck: 73
    case .issueTied: 77
    case .issueUntied: 78
    case .issueMoved: 79
    }
  }
}

extension TicketUpdate.Kind: Coded {
  static let known: [TicketUpdate.Kind] = [
    .onTicket, .lookedAt, .answered, .fixed, .reopened, .refused, .corrected, .reminded,
  ]
  var code: Int64 {
    switch self {
    case .onTicket: 0
    case .lookedAt: 1
    case .answered: 2
    case .fixed: 3
    case .reopened: 4
    case .refused: 5
    case .corrected: 6
    case .reminded: 7
    }
  }
}

/// What a facet is a value of.
enum FacetSort: Int64 {
  case component = 0
  case version = 1
  case segment = 2
}
