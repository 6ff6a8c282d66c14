// Draws a fault for each exchange from the seed.
import FaultKit
import Foundation
import TellbackWire

struct RandomPlan: Sendable {
  /// Words that mark a report which something on the way never lets through.
  static let poison = "poisonous"

  let run: Run
  /// Exchanges without a fault, of a hundred.
  let clean: Int

  func callAsFunction(_ exchange: FaultProxy.Exchange) -> Fault {
    if exchange.purpose == .batch, let refusal = Self.refusal(of: exchange.request) { return refusal }
    var random = run.random(exchange.number)
    if random.happens(clean, of: 100) { return .none }
    switch random.below(100) {
    case 0..<16:
      return .cutRequest(at: random.below(exchange.request.bytes.count + 1), byReset: random.happens(1, of: 2))
    case 16..<34: return .cutAnswer(at: random.below(600), byReset: random.happens(1, of: 2))
    case 34..<40: return .delay(request: random.below(8), answer: random.below(8))
    case 40..<43: return .drip(pieces: 2 + random.below(10))
    case 43..<60: return .answer(refusal(&random, exchange.purpose), closes: random.happens(1, of: 4))
    case 60..<70: return .answerInstead(refusal(&random, exchange.purpose))
    case 70..<78: return .race(2 + random.below(3))
    case 78..<84: return .late(1 + random.below(300))
    case 84..<89: return .staleAnswer(isForwarded: random.happens(1, of: 2))
    case 89..<99: return .receipts(Fault.Forgery.allCases[random.below(Fault.Forgery.allCases.count)])
    default: return .answer(Self.portal, closes: true)
    }
  }

  /// What a server, a proxy or a portal may say that means "later", "not you" or nothing at all.
  private func refusal(_ random: inout SeededRandom, _ purpose: Purpose) -> Message {
    // An attachment that is refused for good is shed; here all of them must arrive.
    let statuses = [408, 409, 425, 429, 500, 502, 503, 504, 401, 403, 204, 302, 307, 200]
    let status = statuses[random.below(statuses.count)]
    var fields: [String] = []
    switch random.below(3) {
    case 0: fields.append("Retry-After: \(random.below(3))")
    case 1: fields += ["Retry-After: \(Self.date(in: 2))", "Date: \(Self.date(in: 0))"]
    default: break
    }
    if (300..<400).contains(status) { fields.append("Location: http://127.0.0.1:9/v1/batches") }
    if status == 200 { return Self.portal }
    let body =
      random.happens(1, of: 2) && status != 204 ? Array(#"{"error":{"code":"busy","message":"Later."}}"#.utf8) : []
    return Message(status: status, fields, body: body)
  }

  static let portal = Message(
    status: 200, ["Content-Type: text/html"], body: Array("<html><form action=/login>Room number</form></html>".utf8))

  static func date(in seconds: Int) -> String { date(at: Date(timeIntervalSinceNow: Double(seconds))) }

  static func date(at moment: Date) -> String {
    var seconds = time_t(moment.timeIntervalSince1970)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    // By strftime, in the C locale: thousands a second are asked for, on many threads at once.
    let text = [CChar](unsafeUninitializedCapacity: 64) {
      $1 = strftime($0.baseAddress, 64, "%a, %d %b %Y %H:%M:%S GMT", &parts)
    }
    return String(decoding: text.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// A marked report is refused permanently, so it alone must be quarantined.
  private static func refusal(of request: Message) -> Fault? {
    guard request.body.contains(poison.utf8) else { return nil }
    let status = [400, 413, 415, 422][request.bytes.count % 4]
    return .answer(
      Message(status: status, body: Array(#"{"error":{"code":"poison","message":"Never this one."}}"#.utf8)),
      closes: false)
  }
}

extension ArraySlice<UInt8> {
  func contains(_ other: String.UTF8View) -> Bool { Data(self).range(of: Data(other)) != nil }
}
