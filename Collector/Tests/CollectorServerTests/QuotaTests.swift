// Token buckets, by a clock that the test moves.
import CollectorCore
import TellbackWire
import Testing

@testable import CollectorServer

@Suite struct QuotaTests {
  let time = Shared(1_000.0)

  private func quotas(capacity: Int = 100) -> Quotas { Quotas(capacity: capacity) { [time] in time.withLock { $0 } } }
  private func installation(_ number: UInt64) -> ReportID {
    ReportID(at: Timestamp(milliseconds: 1), random: (number, number))
  }
  private func refusal(_ body: () throws -> Void) -> ErrorAnswer? {
    do {
      try body()
      return nil
    } catch { return error as? ErrorAnswer }
  }

  @Test func `The limit passes, one more waits, and time gives it back`() {
    let (quotas, quota) = (quotas(), IngestQuota(appPerMinute: 60))
    for _ in 0..<60 { #expect(refusal { try quotas.take(1, app: AppID(1), quota: quota, installation: nil) } == nil) }
    let refused = refusal { try quotas.take(1, app: AppID(1), quota: quota, installation: nil) }
    #expect(refused?.status == 429)
    #expect(refused?.code == "quota_app")
    #expect(refused?.retryAfter == 1)
    #expect(refusal { try quotas.take(1, app: AppID(2), quota: quota, installation: nil) } == nil)
    time.withLock { $0 += 1 }
    #expect(refusal { try quotas.take(1, app: AppID(1), quota: quota, installation: nil) } == nil)
    #expect(refusal { try quotas.take(1, app: AppID(1), quota: quota, installation: nil) } != nil)
  }

  @Test func `A batch larger than the limit passes once and its debt is waited out`() {
    let (quotas, quota) = (quotas(), IngestQuota(appPerMinute: 10))
    #expect(refusal { try quotas.take(100, app: AppID(1), quota: quota, installation: nil) } == nil)
    let refused = refusal { try quotas.take(1, app: AppID(1), quota: quota, installation: nil) }
    #expect(refused?.retryAfter == 546)
    time.withLock { $0 += 545 }
    #expect(refusal { try quotas.take(1, app: AppID(1), quota: quota, installation: nil) } != nil)
    time.withLock { $0 += 1 }
    #expect(refusal { try quotas.take(1, app: AppID(1), quota: quota, installation: nil) } == nil)
  }

  @Test func `An installation over its limit takes nothing from the app's`() {
    let (quotas, quota) = (quotas(), IngestQuota(appPerMinute: 2, installationPerMinute: 1))
    #expect(refusal { try quotas.take(1, app: AppID(1), quota: quota, installation: installation(1)) } == nil)
    let refused = refusal { try quotas.take(1, app: AppID(1), quota: quota, installation: installation(1)) }
    #expect(refused?.code == "quota_installation")
    #expect(refusal { try quotas.take(1, app: AppID(1), quota: quota, installation: installation(2)) } == nil)
  }

  @Test func `Without a quota nothing is counted`() {
    let quotas = quotas()
    for _ in 0..<1_000 {
      #expect(refusal { try quotas.take(100, app: AppID(1), quota: IngestQuota(), installation: nil) } == nil)
    }
  }

  @Test func `More installations than it remembers do not make it grow or refuse`() {
    let (quotas, quota) = (quotas(capacity: 10), IngestQuota(installationPerMinute: 1))
    for number in 0..<1_000 as Range<UInt64> {
      #expect(refusal { try quotas.take(1, app: AppID(1), quota: quota, installation: installation(number)) } == nil)
    }
  }
}
