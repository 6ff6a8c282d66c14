// How much one commit takes, on quick machines and slow ones.
import Testing

@testable import CollectorSQLite

@Suite struct CommitShareTests {
  /// What a machine that writes so many bytes a second comes to, when more always waits.
  private func settled(bytesPerSecond: Double) -> CommitShare {
    var share = CommitShare()
    for _ in 0..<50 {
      share.note(bytes: share.bytes, took: UInt64(Double(share.bytes) / bytesPerSecond * 1e9))
    }
    return share
  }

  @Test func `A quick machine takes the most there is`() {
    #expect(settled(bytesPerSecond: 200_000_000).bytes == CommitShare.largest)
  }

  @Test func `A slow machine takes what it writes in a twentieth of a second, the slowest still some`() {
    let slow = settled(bytesPerSecond: 5_000_000).bytes
    #expect((200_000...250_000).contains(slow))
    #expect(settled(bytesPerSecond: 10_000).bytes == CommitShare.smallest)
  }

  @Test func `A slow moment halves it, and it comes back when there is more to take`() {
    var share = CommitShare()
    share.note(bytes: share.bytes, took: 60_000_000_000)
    #expect(share.bytes == CommitShare.largest / 2)
    // A small commit says nothing of a large one.
    share.note(bytes: 1_000, took: 1_000)
    #expect(share.bytes == CommitShare.largest / 2)
    share.note(bytes: share.bytes, took: 1_000_000)
    #expect(share.bytes == CommitShare.largest)
  }
}
