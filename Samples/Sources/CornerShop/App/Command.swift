// What a customer can type.
import Tellback

/// One line of a customer, understood.
enum Command: Equatable {
  case shelf
  case add(String)
  case basket
  case remove(String)
  case voucher(String)
  case pay
  case report(ReportKind)
  case reports
  case inbox
  case reply(String)
  case fixed(Bool, words: String?)
  /// What came of the help that was offered.
  case helped(Bool)
  case thanks(String?)
  case wait(Milestone, seconds: Int)
  case send
  case help
  case quit
  case nothing
  case unknown(String)

  init(_ line: String) {
    let words = line.split(separator: " ").map(String.init)
    let argument = words.dropFirst().joined(separator: " ")
    switch (words.first?.lowercased(), argument) {
    case (nil, _): self = .nothing
    case (let word?, _) where word.hasPrefix("#"): self = .nothing
    case ("shelf", ""): self = .shelf
    case ("add", let item) where !item.isEmpty: self = .add(item)
    case ("basket", ""): self = .basket
    case ("remove", let item) where !item.isEmpty: self = .remove(item)
    case ("voucher", let code) where !code.isEmpty: self = .voucher(code)
    case ("pay", ""): self = .pay
    case ("report", ""): self = .report(.problem)
    case ("report", let kind): self = ReportKind(rawValue: kind.lowercased()).map { .report($0) } ?? .unknown(line)
    case ("reports", ""): self = .reports
    case ("inbox", ""): self = .inbox
    case ("reply", let text) where !text.isEmpty: self = .reply(text)
    case ("fixed", _): self = Self.fixed(Array(words.dropFirst())) ?? .unknown(line)
    case ("yes", ""): self = .helped(true)
    case ("no", ""): self = .helped(false)
    case ("thanks", let text): self = .thanks(text.isEmpty ? nil : text)
    case ("wait", _): self = Self.wait(Array(words.dropFirst())) ?? .unknown(line)
    case ("send", ""): self = .send
    case ("help", ""): self = .help
    case ("quit", ""), ("exit", ""): self = .quit
    default: self = .unknown(line)
    }
  }

  private static func fixed(_ words: [String]) -> Command? {
    guard let answer = words.first?.lowercased(), ["yes", "no"].contains(answer) else { return nil }
    let rest = words.dropFirst().joined(separator: " ")
    return .fixed(answer == "yes", words: rest.isEmpty ? nil : rest)
  }

  private static func wait(_ words: [String]) -> Command? {
    guard (1...2).contains(words.count), let milestone = Milestone(rawValue: words[0].lowercased()) else { return nil }
    let seconds = words.count == 2 ? Int(words[1]) : 30
    guard let seconds, (1...3_600).contains(seconds) else { return nil }
    return .wait(milestone, seconds: seconds)
  }

  static let overview = """
      shelf            what we sell            add ITEM      into the basket
      basket           what you have           remove ITEM   out of the basket
      voucher CODE     try AUTUMN-10           pay           buy it
      report           something is wrong      report KIND   KIND is question, idea or praise
      reports          what became of yours    send          send what waits, ask for answers
      inbox            what we wrote each other
      reply WORDS      write back              thanks        to whoever solved it
      fixed yes|no [WORDS]                     tell us whether it works now
      yes | no         whether what we offered helps
      wait MILESTONE [SECONDS]                 until your last report is accepted, ticket, answered, fixed, reopened or asked
      quit
    """
}

/// How far a report has come.
enum Milestone: String, CaseIterable {
  case accepted, ticket, answered, fixed, reopened
  /// 'Fixed for you?' waits for an answer.
  case asked

  func isReached(by states: [ReportState]) -> Bool {
    states.contains { state in
      switch (self, state) {
      case (.accepted, .accepted), (.ticket, .onTicket), (.answered, .answered), (.fixed, .fixed),
        (.reopened, .reopened):
        true
      default: false
      }
    }
  }
}
