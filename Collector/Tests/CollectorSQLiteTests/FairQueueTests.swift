// Turns and shares of the jobs that wait for the writer.
import CollectorCore
import TellbackWire
import Testing

@testable import CollectorSQLite

@Suite struct FairQueueTests {
  private func job(_ app: Int64, _ installation: UInt8?, bytes: Int = 744) throws -> IngestJob {
    let id = try #require(ReportID(bytes: [UInt8](repeating: UInt8(app), count: 16)))
    let now = Timestamp(milliseconds: 1)
    let contact = try installation.map {
      InstallationContact(
        app: AppID(app), id: try #require(ReportID(bytes: [UInt8](repeating: $0, count: 16))),
        secretHash: [UInt8](repeating: 0, count: 32), at: now)
    }
    let report = IncomingReport(
      id: id, app: AppID(app), installation: contact?.id, receivedAt: now, sentAt: nil,
      body: [UInt8](repeating: 0, count: bytes))
    return IngestJob(reports: [report], contact: contact) { _ in }
  }

  @Test func `apps take turns, and so do the installations of an app`() throws {
    var queue = FairQueue(limit: 1 << 20)
    for _ in 0..<4 { queue.append(try job(1, 1)) }
    queue.append(try job(1, 2))
    queue.append(try job(2, nil))
    var order: [String] = []
    while let next = queue.popFirst() {
      order.append("\(next.sender.app.value).\(next.contact?.id.bytes.first.map(String.init) ?? "-")")
    }
    #expect(order == ["1.1", "2.-", "1.2", "1.1", "1.1", "1.1"])
    #expect(queue.isEmpty)
    #expect(queue.bytes == 0)
  }

  @Test func `large jobs of an app fill half of what may wait, and leave room for small ones of its own people`() throws
  {
    var queue = FairQueue(limit: 4_000_000)
    for installation in UInt8(1)...100 {
      while true {
        let next = try job(1, installation, bytes: 20_000)
        guard queue.hasRoom(for: next.bytes, of: next.sender) else { break }
        queue.append(next)
      }
    }
    #expect((1_950_000...2_020_000).contains(queue.bytes))
    let person = try job(1, 200).sender
    #expect(queue.hasRoom(for: 16_384, of: person))
    #expect(!queue.hasRoom(for: 60_000, of: person))
  }

  @Test
  func `one line fills a fifth of what may wait, one app's small jobs three quarters, and there is room for another`()
    throws
  {
    var queue = FairQueue(limit: 100_000)
    func fill(_ app: Int64, _ installation: UInt8?) throws -> Int {
      let start = queue.count
      while true {
        let next = try job(app, installation)
        guard queue.hasRoom(for: next.bytes, of: next.sender) else { return queue.count - start }
        queue.append(next)
      }
    }
    // A job counts 1,000 bytes.
    #expect(try fill(1, nil) == 20)
    for installation in UInt8(1)...40 { _ = try fill(1, installation) }
    #expect(queue.bytes == 75_000)
    #expect(try fill(2, nil) == 5)
    #expect(try job(3, nil).bytes == 1_000)
    #expect(queue.hasRoom(for: 20_000, of: FairQueue.Sender(app: AppID(3), installation: nil)))
    #expect(!queue.hasRoom(for: 20_001, of: FairQueue.Sender(app: AppID(3), installation: nil)))
  }

  @Test func `where there is room for anybody, there is room for whoever has filled it so far`() throws {
    var queue = FairQueue(limit: 100_000)
    #expect(queue.hasRoomForAnybody(12_500))
    #expect(!queue.hasRoomForAnybody(12_501))
    let crowd = try job(1, 1).sender
    for _ in 0..<5 { queue.append(try job(1, 1)) }
    let isReserved = queue.reserve(6_000, for: crowd)
    #expect(isReserved)
    #expect(queue.hasRoomForAnybody(1_500))
    #expect(queue.hasRoom(for: 1_500, of: crowd))
    #expect(!queue.hasRoomForAnybody(1_501))
  }

  @Test func `a job that is larger than everything is taken when nothing waits`() throws {
    var queue = FairQueue(limit: 100)
    let large = try job(1, nil)
    #expect(queue.hasRoom(for: large.bytes, of: large.sender))
    queue.append(large)
    #expect(!queue.hasRoom(for: 1, of: FairQueue.Sender(app: AppID(2), installation: nil)))
    let (first, second) = (queue.popFirst(), queue.popFirst())
    #expect(first != nil)
    #expect(second == nil)
  }

  @Test func `a single report does not wait behind the batches of its own app`() throws {
    var queue = FairQueue(limit: 10 << 20)
    for installation in UInt8(1)...20 { queue.append(try job(1, installation, bytes: 100_000)) }
    queue.append(try job(1, 99))
    let first = queue.popFirst()
    #expect(first?.contact?.id.bytes.first == 99)
    // Nor do batches wait for ever behind single reports.
    for installation in UInt8(100)...250 { queue.append(try job(1, installation)) }
    let order = (0..<100).compactMap { _ in queue.popFirst()?.bytes }
    #expect(order.contains { $0 > 100_000 })
  }

  @Test func `room kept for what is still being read counts like what waits, and is given back`() throws {
    var queue = FairQueue(limit: 100_000)
    let sender = FairQueue.Sender(app: AppID(1), installation: nil)
    let (fits, isTooMuch) = (queue.reserve(15_000, for: sender), !queue.reserve(15_000, for: sender))
    #expect(fits)
    #expect(isTooMuch)
    #expect(queue.hasRoom(for: 40_000, of: FairQueue.Sender(app: AppID(2), installation: nil)))
    queue.release(15_000, of: sender)
    let fitsAlone = queue.reserve(100_000, for: sender)
    #expect(fitsAlone)
    #expect(!queue.hasRoom(for: 1, of: FairQueue.Sender(app: AppID(2), installation: nil)))
    queue.release(100_000, of: sender)
    #expect(queue.isEmpty)
    #expect(queue.hasRoom(for: 1, of: FairQueue.Sender(app: AppID(2), installation: nil)))
  }
}
