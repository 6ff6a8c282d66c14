// Lists among more tickets than all that fit are counted among: the same tickets in the same order, and counts that end.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let vastListChecks = [
    StoreCheck("among very many tickets a list is the same, and filters count to an end") { store in
      let apps = [try await store.makeApp(), try await store.makeApp("web")]
      var numbers: [Int64] = []
      for number in 0..<36 {
        let app = apps[number % 5 == 0 ? 1 : 0]
        var report = makeReport(UInt64(number + 1), "Matter \(number)")
        report.segment = number % 3 == 0 ? "Acme" : "Umbrella"
        report.context.appVersion = number % 7 == 0 ? "2.0" : "1.0"
        let ticket = makeTicket(
          app: app, kind: number % 2 == 0 ? .idea : .problem, severity: Severity.allCases[number % 4],
          reporters: Int64(number % 6), last: Int64(number * 7 % 12))
        numbers.append(try await store.openTicket(with: report, app: app, ticket))
        try await store.write { [number = numbers[number], report] store in
          try store.addVersion(report.context.appVersion ?? "", ticket: number, at: start)
          try store.addSegment(report.segment ?? "", ticket: number)
        }
      }
      try await store.write { [numbers] store in
        let kim = try store.makeStaff("Kim")[0]
        for (merged, root) in [(2, 1), (8, 9), (13, 34), (32, 33)] {
          _ = try TicketActions(store, now: start).merge(numbers[merged], into: numbers[root], by: kim)
        }
        for place in stride(from: 3, to: 36, by: 4) where place != 8 && place != 13 {
          try TicketActions(store, now: start).claim(numbers[place], by: kim)
        }
        for place in [4, 12, 16, 17] {
          let kind = try unwrap(try store.ticket(numbers[place])).kind
          try TicketActions(store, now: start).claim(numbers[place], by: kim)
          try TicketActions(store, now: start).resolve(
            numbers[place], as: ResolutionKind.outcomes(for: kind)[0], note: "Done", by: kim)
        }
      }
      try await store.read { store in
        for order in TicketQuery.Order.allCases {
          for query in queries(of: apps[0], in: order) { try expectAlike(query, in: store) }
        }
      }
    }
  ]
}

private func queries(of app: AppID, in order: TicketQuery.Order) -> [TicketQuery] {
  var some = [
    TicketQuery(order: order), TicketQuery(app: app, states: [.open], order: order),
    TicketQuery(kind: .idea, order: order), TicketQuery(states: [.open], severity: .high, order: order),
    TicketQuery(states: [.open, .resolved], segment: "Acme", order: order),
    TicketQuery(version: "1.0", segment: "Umbrella", order: order),
    TicketQuery(kind: .problem, version: "1.0", order: order),
    TicketQuery(owner: .nobody, order: order), TicketQuery(segment: "Nobody", order: order),
  ]
  some += some.map { query in
    var second = query
    (second.offset, second.limit) = (3, 5)
    return second
  }
  return some
}

/// Asks once where all are counted, and once where counts end at five.
private func expectAlike(_ query: TicketQuery, in store: any StoreReads) throws {
  let exact = try store.tickets(query, totalsOf: [.nobody])
  var few = query
  few.counted = 5
  let vast = try store.tickets(few, totalsOf: [.nobody])
  try expectEqual(vast.page.tickets, exact.page.tickets)
  try expectEqual(try store.ticketNumbers(few, limit: 100), try store.ticketNumbers(query, limit: 100))
  let isFiltered =
    query.kind != nil || query.severity != nil || query.version != nil || query.segment != nil || query.owner != nil
  for (state, count) in exact.page.states {
    try expectEqual(vast.page.states[state, default: 0], isFiltered ? min(count, 5) : count)
  }
  try expectEqual(min(vast.totals[0], 5), min(exact.totals[0], 5))
  let hasMore = isFiltered && exact.page.states.values.contains { $0 > 5 }
  if hasMore { try expectEqual(vast.page.isAtLeast, true) }
  try expectEqual(exact.page.isAtLeast, false)
}
