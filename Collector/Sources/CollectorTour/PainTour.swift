// One pain point through its life, in ten weeks of a clock that is moved by hand: the real store, digest, ledger and judgement; people and
// devices are made up. Invariants: every run prints the same; what is printed was read from the store; a station that does not come
// out as it should ends the tour with an error.
import CollectorCore
import CollectorSQLite
import TellbackWire

/// What did not come out.
public struct TourError: Error, CustomStringConvertible {
  public let description: String
}

public struct PainTour: Sendable {
  /// Monday, 2 March 2026.
  static let monday = Timestamp(milliseconds: 1_772_409_600_000)
  static let devices = 120
  /// The day on which version 1.5, with the fix, is everywhere.
  static let release: Int64 = 35

  let store: any Store
  let app: AppID
  let kim: Actor
  let say: @Sendable (String) -> Void

  /// Runs it in an empty folder. Calls `say` with each line.
  public static func run(in folder: String, _ say: @escaping @Sendable (String) -> Void) async throws {
    let store = try SQLiteStore(directory: folder)
    do {
      let (app, kim) = try await store.write { store -> (AppID, Actor) in
        let app = try store.createApp(name: "Corner Shop", quota: IngestQuota(), at: monday).id
        let kim = try store.createAccount(
          email: "kim@example.com", name: "Kim", role: .support, passwordHash: "-", at: monday)
        return (app, .staff(id: kim.id, name: kim.name))
      }
      try await PainTour(store: store, app: app, kim: kim, say: say).walk()
    } catch {
      await store.close()
      throw error
    }
    await store.close()
  }

  private func walk() async throws {
    say("== Three weeks: people report it, each in their own words")
    for week in 0..<3 { try await pass(week: Int64(week)) }
    for line in try await tickets() { say("  \(line)") }

    say("== Kim gathers the tickets under what they share")
    let (vouchers, delivery) = try await gather()
    for line in try await ranking(at: 21) { say("  \(line)") }

    say("== What helps meanwhile is written once")
    try await help(vouchers)
    for line in try await reach(of: vouchers, at: 21) { say("  \(line)") }

    say("== Two weeks later: the next ones are offered it before they write")
    for week in 3..<5 { try await pass(week: Int64(week)) }
    try await offer(vouchers)
    for line in try await reach(of: vouchers, at: 34) { say("  \(line)") }

    say("== Version 1.5 has a fix; those who reported it are asked whether it helps")
    let attempt = try await fix(vouchers)
    say("  \(try await askReporters(vouchers))")
    say("  \(try await judge(attempt, at: Self.release + 1))")

    say("== Five weeks later: whether fewer people met it is measured")
    for week in 5..<10 { try await pass(week: Int64(week)) }
    let verdict = try await judge(attempt, at: 72)
    say("  \(verdict)")
    guard verdict.hasPrefix("Pain fell") else {
      throw TourError(description: "The fix was not seen to help: \(verdict)")
    }

    say("== The next pain stands first now")
    let last = try await ranking(at: 72)
    for line in last { say("  \(line)") }
    guard last.first?.contains("Pain point \(delivery)") == true else {
      throw TourError(description: "Pain point \(delivery) does not stand first.")
    }
  }

  /// Noon of a day of the tour.
  static func noon(_ day: Int64) -> Timestamp { monday.adding(seconds: day * 86_400 + 43_200) }

  static func device(_ number: Int) -> ReportID { ReportID(at: monday, random: (UInt64(number) + 1, 7)) }

  static func version(on day: Int64) -> String { day < release ? "1.4" : "1.5" }
}
