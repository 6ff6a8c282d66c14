// The moves between open, waiting and resolved. Waiting is an inner matter; a resolution and what undoes it are told.
import TellbackWire

extension TicketActions {
  /// Waits. `note` is for staff alone: reporters are told nothing. A ticket that waits already waits for this from now on.
  public func wait(_ number: Int64, for waiting: Waiting, note: String? = nil, by actor: Actor) throws {
    if let until = waiting.until, until <= now { throw WaitingError.datePassed }
    let ticket = try find(number)
    guard ticket.state != .resolved else { throw TicketError.illegalMove(from: ticket.state, to: .waiting) }
    try requireNoOtherOwner(ticket, actor)
    _ = try move(
      ticket, to: TicketStanding(state: .waiting, waiting: waiting), note: Self.checked(note), detail: waiting.detail,
      by: actor)
  }

  /// Ends the ticket. Reporters are told of a fix that is released; of another outcome they are told the words alone.
  public func resolve(
    _ number: Int64, as kind: ResolutionKind, fix: FixRelease? = nil, note: String?, by actor: Actor
  ) throws {
    let ticket = try find(number)
    guard ticket.state != .resolved else { throw TicketError.illegalMove(from: .resolved, to: .resolved) }
    try end(ticket, kind, fix, note, told: false, by: actor)
  }

  /// Gives a resolved ticket another outcome. It was never open meanwhile, so nobody hears that it was reopened: reporters are
  /// told of a fix that they have not been told of, and otherwise the words alone.
  public func correct(
    _ number: Int64, to kind: ResolutionKind, fix: FixRelease? = nil, note: String?, by actor: Actor
  ) throws {
    let ticket = try find(number)
    guard ticket.state == .resolved else { throw TicketError.illegalMove(from: ticket.state, to: .resolved) }
    try end(ticket, kind, fix, note, told: ticket.hasReleasedFix, by: actor)
  }

  private func end(
    _ ticket: Ticket, _ kind: ResolutionKind, _ fix: FixRelease?, _ note: String?, told: Bool, by actor: Actor
  ) throws {
    let note = try Self.checked(note)
    if kind.needsReason, note == nil { throw ResolutionError.reasonNeeded(kind) }
    let fix = kind == .code ? try Self.checked(fix) : nil
    try requireOwner(ticket, actor)
    try requireFreeWords(note, actor, on: ticket)
    let words = try prepare(note, on: ticket, to: nil, version: fix?.version, by: actor)
    let before = ticket.standing
    // A corrected outcome keeps the moment: what was reported since is no more a relapse than before.
    let standing = TicketStanding(
      state: .resolved, resolution: kind, fix: fix, resolvedAt: before.resolvedAt ?? now)
    let (event, moved) = try move(ticket, to: standing, note: words.text, detail: fix?.detail, by: actor)
    try settleIssues(of: moved.number)
    if case .version(let version) = fix { try wakeForRelease(version, app: moved.app) }
    if moved.hasReleasedFix, !told {
      try tell(
        .fixed, of: moved.number, words, event: event, by: actor, before: before, version: moved.fixedIn)
    } else if note != nil {
      try tell(.answered, of: moved.number, words, event: event, by: actor, before: before)
    }
    try forgetDraft(.resolution, moved.number, actor)
  }

  /// Takes up a ticket that waited or was resolved. Reporters are told of a resolved one alone, with `note`: they never heard
  /// that it waited.
  public func reopen(_ number: Int64, note: String?, by actor: Actor) throws {
    let ticket = try find(number)
    guard ticket.state != .open else { throw TicketError.illegalMove(from: .open, to: .open) }
    try requireNoOtherOwner(ticket, actor)
    let (before, note) = (ticket.standing, try Self.checked(note))
    var words = PreparedWords(text: note)
    if before.state == .resolved {
      try requireFreeWords(note, actor, on: ticket)
      words = try prepare(note, on: ticket, to: nil, by: actor)
    }
    let (event, moved) = try move(ticket, to: TicketStanding(state: .open), note: words.text, detail: nil, by: actor)
    guard before.state == .resolved else { return }
    try tell(.reopened, of: moved.number, words, event: event, by: actor, before: before)
  }

  /// Takes up tickets whose date has come, at most `limit`. Returns how many.
  public func wakeDue(limit: Int) throws -> Int {
    let due = try store.tickets(waitingUntil: now, limit: limit)
    for number in due {
      guard let ticket = try store.ticket(number), ticket.state == .waiting else { continue }
      _ = try move(
        ticket, to: TicketStanding(state: .open), note: nil, detail: "the date has come", by: .system)
    }
    return due.count
  }

  func move(
    _ ticket: Ticket, to standing: TicketStanding, note: String?, detail: String?, by actor: Actor
  ) throws -> (event: Int64, ticket: Ticket) {
    var moved = ticket
    moved.standing = standing
    guard try store.move(ticket: ticket.number, from: ticket.standing, to: standing, at: now) else {
      throw TicketError.illegalMove(from: try find(ticket.number).state, to: standing.state)
    }
    if standing.state == .open, let owner = ticket.holder.owner {
      // Nobody was idle while it waited.
      try store.noteOwnerActed(ticket: ticket.number, account: owner.account, at: now)
    }
    try turnClocks(of: ticket.number, to: standing)
    let event = try store.append(
      TicketEvent(
        ticket: ticket.number, at: now, actor: actor, kind: .moved, from: ticket.state, to: standing.state,
        resolution: standing.resolution, text: note, detail: detail))
    return (event, moved)
  }

  private static func checked(_ fix: FixRelease?) throws -> FixRelease? {
    guard case .version(let text) = fix else { return fix }
    let version = text.singleSpaced
    guard !version.isEmpty else { throw ResolutionError.releaseNeeded }
    guard version.utf8.count <= FixRelease.versionLimit else {
      throw ResolutionError.versionTooLong(bytes: version.utf8.count)
    }
    return .version(version)
  }
}

extension Ticket {
  /// The version that has the fix, where it is known.
  public var fixedIn: String? { if case .version(let version) = fix { version } else { nil } }

  /// It is resolved by a fix that is released, or needs no release.
  public var hasReleasedFix: Bool { state == .resolved && (resolution?.isFix ?? false) && fix != .notYet }
}

extension Waiting {
  /// What the history says, such as `department: Billing`; the date is told by the board, in its own words.
  var detail: String {
    let what = name.map { "\(cause.rawValue): \($0)" } ?? cause.rawValue
    return until.map { "\(what) @\($0.milliseconds)" } ?? what
  }
}

extension FixRelease {
  /// Nil for a fix that is not released.
  var version: String? { if case .version(let version) = self { version } else { nil } }

  /// What the history says.
  public var detail: String {
    switch self {
    case .version(let version): "in \(version)"
    case .notYet: "not released yet"
    }
  }
}
