// A store with reports on tickets, made by the real store and the real digest in this process.
import CollectorCore
import CollectorSQLite
import Foundation
import TellbackWire

struct FilledStore {
  private static let batch = 500

  private let store: SQLiteStore
  private let app: AppID
  /// Seldom words beside often ones, as people write.
  private static let words: [String] = {
    let syllables = ["pay", "sa", "lo", "gin", "ta", "ble", "er", "ror", "mi", "sync", "no", "tes", "quo", "ri"]
    return (0..<40_000).map { number in
      syllables[number % 14] + syllables[number / 14 % 14] + syllables[number / 196 % 14]
        + syllables[(number / 2_744 + number) % 14]
    }
  }()

  init(_ directory: String) async throws {
    store = try SQLiteStore(directory: directory)
    app = try await store.write { store in
      try store.app(named: "bench")?.id ?? store.createApp(name: "bench", quota: IngestQuota(), at: Self.moment(0)).id
    }
  }

  func close() async { await store.close() }

  func add(_ numbers: Range<Int>) async throws {
    for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: Self.batch) {
      let range = start..<min(start + Self.batch, numbers.upperBound)
      let reports = range.map { number in
        let report = Self.report(number)
        return IncomingReport(
          id: report.id, app: app, installation: nil, receivedAt: report.capturedAt, sentAt: report.capturedAt,
          body: report.encoded())
      }
      _ = try await withCheckedThrowingContinuation { done in
        store.ingest(reports, from: nil) { done.resume(with: $0) }
      }
      _ = try await store.write { store in
        try Digest().digestPending(limit: Self.batch, in: store, now: Self.moment(range.upperBound), together: true)
      }
    }
  }

  private static func moment(_ number: Int) -> Timestamp {
    Timestamp(milliseconds: 1_600_000_000_000 + Int64(number) * 60_000)
  }

  private static func report(_ number: Int) -> Report {
    var state = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 | 1
    func draw(_ limit: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(limit))
    }
    // The square of a share: low numbers are drawn more often.
    let said = (0..<60).map { _ in words[draw(200) * draw(200)] }
    return Report(
      id: ReportID(at: moment(number), random: (UInt64(number), state)), capturedAt: moment(number),
      text: said.joined(separator: " "), page: "/page/\(number % 50)")
  }
}
