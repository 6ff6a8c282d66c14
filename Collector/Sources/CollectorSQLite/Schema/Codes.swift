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
    }
  }
}

extension TicketEvent.Kind: Coded {
  static let known: [TicketEvent.Kind] = [
    .opened, .attached, .moved, .answered, .noted, .mergedInto, .absorbed, .unlinked, .splitOff, .splitFrom, .published,
    .withdrawn, .triaged, .erased, .swept,
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
    }
  }
}

extension TicketUpdate.Kind: Coded {
  static let known: [TicketUpdate.Kind] = [.onTicket, .lookedAt, .answered, .fixed, .reopened, .refused]
  var code: Int64 {
    switch self {
    case .onTicket: 0
    case .lookedAt: 1
    case .answered: 2
    case .fixed: 3
    case .reopened: 4
    case .refused: 5
    }
  }
}

/// What a facet is a value of.
enum FacetSort: Int64 {
  case component = 0
  case version = 1
  case segment = 2
}
