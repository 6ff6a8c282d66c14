// How much one batch of the digest takes beside ingest, on quick machines and slow ones.
import CollectorCore
import Testing

@testable import CollectorServer

@Suite struct DigestShareTests {
  private func settled(secondsPerReport: Double) -> Int {
    var share = DigestShare()
    for _ in 0..<50 { share.note(reports: share.reports, took: Double(share.reports) * secondsPerReport) }
    return share.reports
  }

  @Test func `A quick machine takes whole batches, a slow one what it digests in its time, and some in any case`() {
    #expect(settled(secondsPerReport: 0.000_2) == Digest.batchLimit)
    #expect((18...20).contains(settled(secondsPerReport: 0.002)))
    #expect(settled(secondsPerReport: 1) == DigestShare.smallest)
  }

  @Test func `While nothing comes in it grows to its own bound`() {
    var share = DigestShare(first: 192, largest: 512)
    for expected in [384, 512, 512] {
      share.note(reports: share.reports, took: Double(share.reports) * 0.000_05)
      #expect(share.reports == expected)
    }
    share.note(reports: 512, took: 0.1)
    #expect(share.reports == 256)
  }

  @Test func `A slow moment halves it, and it comes back`() {
    var share = DigestShare()
    share.note(reports: 64, took: 60)
    #expect(share.reports == 32)
    share.note(reports: 3, took: 0.000_1)
    #expect(share.reports == 64)
    share.note(reports: 0, took: 9)
    #expect(share.reports == 64)
  }
}
