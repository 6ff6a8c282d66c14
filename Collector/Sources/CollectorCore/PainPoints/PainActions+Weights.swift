// Setting the weights of the ranking.
import TellbackWire

extension PainActions {
  /// Weighs from now on like this. Throws ``PainError`` for what no weight can be.
  public func weigh(_ weights: PainWeights, by actor: AuditActor) throws {
    try weights.check()
    if let account = weights.escalatesTo, try store.account(account) == nil { throw PainError.noSuchPerson }
    guard try store.painWeights() != weights else { return }
    try store.savePainWeights(weights)
    try store.audit(
      AuditEntry(
        at: now, act: .settingChanged, by: actor, subject: "pain weights",
        detail: "severity \(weights.low)/\(weights.medium)/\(weights.high)/\(weights.critical), trend \(weights.trend)")
    )
  }
}
