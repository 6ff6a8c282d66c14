// Cuts the connection at every byte of each request and answer, once by FIN and once by RST.
import FaultKit
import Foundation
import Tellback
import TellbackWire

enum Cuts {
  static let promise = Promise("network.cuts") { run in
    let scene = try await Scene(run)
    let lanes = 4
    let results = try await withThrowingTaskGroup(of: (Int, Sender).self) { group in
      for lane in 0..<lanes { group.addTask { try await cut(scene, lane, of: lanes) } }
      return try await group.reduce(into: [(Int, Sender)]()) { $0.append($1) }
    }
    let store = try await scene.end()
    let expected = try OracleFile.read((0..<lanes).map { run.folder.file("oracle-\($0)") })
    var settlement = Settlement(run, expected, store, results.map(\.1))
    settlement.check()
    if settlement.quarantined > 0 {
      run.broken("\(settlement.quarantined) reports were quarantined; a cut refuses nothing")
    }
    let shed = results.reduce(into: [:]) { $0.merge($1.1.statistics.attachmentsShed, uniquingKeysWith: +) }
    if !shed.isEmpty { run.broken("attachments were shed: \(shed); a cut refuses nothing") }
    return "cuts: \(expected.count) reports and \(settlement.attachments) attachments, each there once and whole"
  }

  /// A place to cut: in the request or the answer, of a batch or an attachment.
  private struct Knife: Sendable {
    let purpose: Purpose
    let isRequest: Bool
    let offset: Int
    let byReset: Bool
  }

  /// Cuts at every `lanes`-th offset, each lane with a proxy of its own, so that each cut hits the report it is meant for.
  private static func cut(_ scene: Scene, _ lane: Int, of lanes: Int) async throws -> (Int, Sender) {
    let run = scene.run
    var random = run.random(lane)
    let proxy = try FaultProxy(to: scene.collector.port)
    defer { proxy.stop() }
    let knife = Locked<Knife?>(nil)
    let lengths = Locked([Int: Int]())
    proxy.follow { exchange in
      lengths.with { $0[exchange.purpose.rawValue] = exchange.request.bytes.count }
      return knife.with { knife in
        guard let cut = knife, cut.purpose == exchange.purpose else { return .none }
        knife = nil
        return cut.isRequest
          ? .cutRequest(at: cut.offset, byReset: cut.byReset) : .cutAnswer(at: cut.offset, byReset: cut.byReset)
      }
    }
    let folder = try run.folder.fresh("queue-\(lane)")
    let oracle = try OracleFile(run.folder.file("oracle-\(lane)"))
    var configuration = try scene.configuration(folder, collector: try proxy.url)
    configuration.sync.isAutomatic = false
    let reporter = try Reporter(configuration)
    var cuts = 0
    for purpose in [Purpose.batch, .attachment] {
      for isRequest in [true, false] {
        let step = lanes * run.size(short: 8, long: 1)
        for offset in stride(from: lane + random.below(step / lanes) * lanes, to: 4_000, by: step) {
          let length = isRequest ? lengths.with { $0[purpose.rawValue] } : proxy.lastAnswer(to: purpose)?.bytes.count
          if let length, offset > length { break }
          knife.with {
            $0 = Knife(purpose: purpose, isRequest: isRequest, offset: offset, byReset: random.happens(1, of: 2))
          }
          try await scene.report(
            reporter, oracle, Words.make(&random), token: random.next(),
            attachments: purpose == .attachment ? [120 + random.below(80)] : [])
          try await scene.drain(reporter)
          if knife.with({ $0 != nil }) { run.broken("the cut at \(offset) never came") }
          cuts += 1
        }
      }
    }
    run.tried(cuts)
    let sender = try await Sender(reporter, folder: folder)
    await reporter.close(within: .zero)
    return (cuts, sender)
  }
}
