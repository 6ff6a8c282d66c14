// Rules in words, for lists and histories.
import TellbackWire

extension RoutingCondition {
  /// `page /checkout or /cart`, `version 3.2 or later`, `words "crash" or "hangs"`.
  public var sentence: String {
    switch (subject, test) {
    case (.version, .atLeast): "version \(values.first ?? "") or later"
    case (.version, .below): "version before \(values.first ?? "")"
    case (.words, _): "words " + values.map { "\"\($0)\"" }.joined(separator: " or ")
    default: "\(subject.label) " + values.joined(separator: " or ")
    }
  }
}

extension RoutingEffects {
  /// `severity high`, `component Checkout`, `group Payments`, `owner Kim`, `tag vip`, one for each.
  public func sentences(in reads: any StoreReads) throws -> [String] {
    var words: [String] = []
    if let severity { words.append("severity \(severity)") }
    if let component { words.append("component \(component)") }
    if let group { words.append("group \(try reads.group(group)?.name ?? "that is gone")") }
    if let owner { words.append("owner \(try reads.account(owner)?.name ?? "who is gone")") }
    if !tags.isEmpty { words.append("tag \(tags.joined(separator: ", "))") }
    return words
  }
}
