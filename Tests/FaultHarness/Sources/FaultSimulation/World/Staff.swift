// What staff do on the board, and what the oracle records of it. Only calls that returned are certain.
import CollectorCore
@_spi(Simulation) import CollectorServer
import FaultKit
import Tellback

/// `@unchecked Sendable`: see ``Simulator``.
final class Staff: @unchecked Sendable {
  private let world: World
  private var random: FaultKit.SeededRandom
  private var number = 0
  private let actor = Actor.staff(id: 1, name: "Sam")

  init(_ world: World, seed: UInt64) {
    self.world = world
    random = FaultKit.SeededRandom(seed: seed)
  }

  func run() async {
    while !world.isHealed {
      try? await Task.sleep(for: .milliseconds(random.below(2_000 * world.plan.staff)))
      guard !world.isHealed else { return }
      await deed()
    }
  }

  /// After the storm: answers that everybody must hear of.
  func lastDeeds() async {
    for _ in 0..<3 { await deed() }
  }

  private func deed() async {
    let newest = await world.server.read { store in
      try store.tickets(TicketQuery(limit: 200)).tickets.map(\.number)
    }
    guard let tickets = newest, !tickets.isEmpty else { return }
    let ticket = tickets[random.below(tickets.count)]
    do {
      switch random.below(100) {
      case ..<30: try await answer(ticket)
      case ..<42:
        try await move(ticket) { actions, words, actor in
          try actions.claimIfFree(ticket, by: actor)
          try actions.resolve(ticket, as: .code, note: words, by: actor)
        }
      case ..<50: try await move(ticket) { try $0.reopen(ticket, note: $1, by: $2) }
      case ..<54: try await move(ticket) { try $0.wait(ticket, for: Waiting(.reporter), note: $1, by: $2) }
      case ..<57: try await handBack(ticket)
      case ..<66: try await merge(ticket, tickets[random.below(tickets.count)])
      case ..<74: try await split(ticket)
      case ..<86: try await undo()
      case ..<93: try await publish(ticket)
      default: try await erase(ticket)
      }
    } catch {
      // A move that the domain refuses changes nothing.
      world.simulator.note("staff may not: \(error)")
    }
  }

  private func note(_ what: String) -> String {
    number += 1
    return "\(what) \(number)"
  }

  private var now: Timestamp { Timestamp(milliseconds: world.simulator.wall / 1_000_000) }

  private func answer(_ ticket: Int64) async throws {
    let (words, actor, now) = (note("answer"), actor, now)
    world.simulator.note("staff answer \(ticket): \(words)")
    world.ledger.answers[words] = Ledger.Deed()
    let done: Bool? = try await world.server.write { store in
      let actions = TicketActions(store, now: now)
      try actions.claimIfFree(ticket, by: actor)
      try actions.answer(ticket, note: words, by: actor)
      return true
    }
    if done == true { world.ledger.answers[words]?.isSure = true }
    world.ledger.count("actions of staff")
  }

  private func move(
    _ ticket: Int64, _ verb: @escaping @Sendable (TicketActions, String, Actor) throws -> Void
  ) async throws {
    let (words, actor, now) = (note("move"), actor, now)
    world.simulator.note("staff move \(ticket): \(words)")
    _ = try await world.server.write { store in try verb(TicketActions(store, now: now), words, actor) }
    world.ledger.count("actions of staff")
  }

  private func handBack(_ ticket: Int64) async throws {
    let (actor, now) = (actor, now)
    world.simulator.note("staff hand back \(ticket)")
    _ = try await world.server.write { try TicketActions($0, now: now).handBack(ticket, by: actor) }
    world.ledger.count("actions of staff")
  }

  private func merge(_ ticket: Int64, _ other: Int64) async throws {
    let (actor, now) = (actor, now)
    world.simulator.note("staff merge \(ticket) into \(other)")
    try await link { try TicketActions($0, now: now).merge(ticket, into: other, by: actor) }
  }

  private func split(_ ticket: Int64) async throws {
    let (actor, now) = (actor, now)
    let reports = await world.server.read { try $0.reports(ofTicket: ticket, offset: 0, limit: 20).map(\.id) }
    guard let reports, reports.count > 1 else { return }
    let chosen = [reports[random.below(reports.count)]]
    world.simulator.note("staff split \(ticket)")
    try await link { try TicketActions($0, now: now).split(ticket, reports: chosen, by: actor) }
  }

  /// Makes a link and notes it; it stays unsure when the collector ends in between.
  private func link(_ make: @escaping @Sendable (any StoreWrites) throws -> TicketLink) async throws {
    world.ledger.unsureLinks += 1
    do {
      if let link = try await world.server.write(make) {
        world.ledger.links[link.id] = true
        world.ledger.unsureLinks -= 1
        world.ledger.count("links")
      }
    } catch {
      world.ledger.unsureLinks -= 1
      throw error
    }
  }

  private func undo() async throws {
    let links = world.ledger.links.filter { $0.value == true }.keys.sorted()
    guard !links.isEmpty else { return }
    let (link, actor, now) = (links[random.below(links.count)], actor, now)
    world.simulator.note("staff undo \(link)")
    world.ledger.links[link] = .some(nil)
    do {
      let done: Bool? = try await world.server.write { store in
        try TicketActions(store, now: now).undo(link: link, by: actor)
        return true
      }
      if done == true { world.ledger.links[link] = false }
      world.ledger.count("links undone")
    } catch {
      world.ledger.links[link] = true
      throw error
    }
  }

  private func publish(_ ticket: Int64) async throws {
    let (title, actor, now) = (note("Known issue"), actor, now)
    world.simulator.note("staff publish \(ticket)")
    _ = try await world.server.write { store in
      try TicketActions(store, now: now).publish(
        ticket, title: title, words: "loses hangs empty offline", workaround: nil, fixedIn: nil, by: actor)
    }
  }

  private func erase(_ ticket: Int64) async throws {
    let reports = await world.server.read { try $0.reports(ofTicket: ticket, offset: 0, limit: 20).map(\.id) }
    guard let collector = world.server.collector, let reports, !reports.isEmpty else { return }
    let report = reports[random.below(reports.count)]
    world.simulator.note("staff erase \(report)")
    world.ledger.erasures[report] = Ledger.Deed()
    let isDone = (try? await collector.command(["report", "erase", "\(report)"])) != nil
    if isDone, world.server.collector === collector {
      world.ledger.erasures[report]?.isSure = true
      world.ledger.count("erasures")
    }
  }
}
