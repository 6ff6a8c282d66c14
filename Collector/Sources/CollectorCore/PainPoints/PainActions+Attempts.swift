// Attempts at a fix: planned, released, dropped; and what a report says about them.
import TellbackWire

extension PainActions {
  /// Notes what is tried.
  @discardableResult
  public func attempt(
    _ pain: Int64, _ what: String, _ kind: PainAttempt.Kind, department: String?, release: PainAttempt.Release?,
    by actor: Actor
  ) throws -> Int64 {
    let point = try find(pain)
    guard let what = try Self.line(what, .attempt, PainLimits.attempt) else { throw PainError.noWords }
    guard try store.painAttempts(of: pain).count < PainLimits.attempts else { throw PainError.tooManyAttempts }
    let id = try store.addPainAttempt(
      PainAttempt(
        pain: pain, what: what, kind: kind, department: try Self.line(department, .department, PainLimits.name),
        release: try release.map(Self.checked), by: actor.name ?? "", at: now))
    try note(.attempted, pain, text: what, by: actor)
    try audit(.painChanged, pain, point.app, "attempt", by: actor)
    return id
  }

  /// Says which release has it, or corrects that. Whether it was met again is asked anew.
  public func release(_ id: Int64, of pain: Int64, in release: PainAttempt.Release?, by actor: Actor) throws {
    let point = try find(pain)
    guard var attempt = try store.painAttempt(id), attempt.pain == pain else { throw PainError.noAttempt }
    guard let release else { throw PainError.noRelease }
    let checked = try Self.checked(release)
    guard checked != attempt.release else { return }
    attempt.release = checked
    (attempt.regressedAt, attempt.regressedIn) = (nil, nil)
    guard try store.savePainAttempt(attempt) else { throw PainError.noAttempt }
    try note(.released, pain, text: attempt.what, by: actor)
    try audit(.painChanged, pain, point.app, "release", by: actor)
  }

  /// It was not tried after all.
  public func drop(_ id: Int64, of pain: Int64, by actor: Actor) throws {
    let point = try find(pain)
    guard let attempt = try store.painAttempt(id), attempt.pain == pain, try store.removePainAttempt(id) else {
      throw PainError.noAttempt
    }
    try note(.dropped, pain, text: attempt.what, by: actor)
    try audit(.painChanged, pain, point.app, "attempt dropped", by: actor)
  }

  private static func checked(_ release: PainAttempt.Release) throws -> PainAttempt.Release {
    guard case .version(let version) = release else { return release }
    guard let version = try line(version, .version, FixRelease.versionLimit) else { throw PainError.noRelease }
    return .version(version)
  }
}

extension PainActions {
  /// Before a report joins a ticket of a pain point. Somebody who has an attempt's release met it again: the attempt is marked, and
  /// a ticket that counted as resolved is open again. Praise says nothing of the kind.
  func noteRegression(of pain: Int64, _ report: Report, capturedAt: Timestamp, on number: Int64) throws {
    guard report.kind != .praise else { return }
    let version = report.context.appVersion
    var isMet = false
    for var attempt in try store.painAttempts(of: pain)
    where attempt.isIn(version: version, capturedAt: capturedAt) {
      isMet = true
      guard attempt.regressedAt == nil else { continue }
      (attempt.regressedAt, attempt.regressedIn) = (capturedAt, version)
      guard try store.savePainAttempt(attempt) else { continue }
      try note(.regressed, pain, ticket: number, text: attempt.what, by: .system)
      try tickets.record(.regressed, on: number, detail: version, text: attempt.what, by: .system)
    }
    guard isMet, let ticket = try store.ticket(number), ticket.state == .resolved, ticket.fix != .notYet else { return }
    try tickets.reopen(number, note: "It was reported again after it was resolved, so it is open again.", by: .system)
  }
}
