// Medians, buckets and trends as plain values.
import TellbackWire
import Testing

@testable import CollectorCore

@Suite struct NumberReportTests {
  @Test func `the median lies in the middle, and nine of ten take no longer than the ninth decile`() {
    #expect(TimeSample([]) == TimeSample(sorted: []))
    #expect(TimeSample([]).median == nil && TimeSample([]).p90 == nil)
    #expect(TimeSample([7]).median == 7 && TimeSample([7]).p90 == 7)
    #expect(TimeSample([4, 1]).median == 2)
    for count in 1...40 {
      let values = (1...count).map { Int64($0 * 10) }
      let sample = TimeSample(values.reversed())
      let p90 = sample.p90 ?? 0
      let within = values.count { $0 <= p90 }
      #expect(within * 10 >= count * 9, "\(count)")
      #expect((within - 1) * 10 < count * 9, "\(count)")
    }
  }

  @Test func `each day is in one bucket, and buckets end with the period`() {
    let first = CivilDay(number: 20_000)
    for count in [1, 7, 30, 31, 32, 90, 365, 371, 372, 1_100] {
      let days = first...first.adding(days: count - 1)
      let buckets = NumberBuckets(days)
      #expect(buckets.days.first?.lowerBound == days.lowerBound && buckets.days.last?.upperBound == days.upperBound)
      #expect(buckets.days.count <= 54)
      for number in 0..<count {
        let day = first.adding(days: number)
        let place = buckets.place(of: day)
        #expect(place.map { buckets.days[$0].contains(day) } == true, "\(count) \(number)")
      }
      #expect(buckets.place(of: first.adding(days: -1)) == nil && buckets.place(of: first.adding(days: count)) == nil)
    }
  }

  // Practice A7.
  @Test func `the way to an empty queue is said in weeks, and plainly where it grows`() {
    #expect(QueueTrend(queue: 0, arrived: 5, left: 2, days: 28) == .empty)
    #expect(QueueTrend(queue: 30, arrived: 20, left: 40, days: 28) == .shrinks(weeks: 6))
    #expect(QueueTrend(queue: 30, arrived: 20, left: 20, days: 28) == .steady)
    #expect(QueueTrend(queue: 30, arrived: 40, left: 20, days: 28) == .grows(perWeek: 5))
    #expect(QueueTrend(queue: 3, arrived: 1, left: 2, days: 1) == .shrinks(weeks: 3.0 / 7))
  }

  @Test func `business time and wall time are never mixed`() {
    let day = CivilDay(number: 20_000)
    let buckets = NumberBuckets(day...day)
    let measured = TicketTime(day: day, wall: 100, business: 10)
    let unmeasured = TicketTime(day: day, wall: 300, business: nil)
    let all = TimeNumbers([measured, measured], buckets: buckets, asked: nil)
    #expect(all.basis == .business && all.sample.median == 10 && all.unmeasured == 0)
    let mixed = TimeNumbers([measured, unmeasured], buckets: buckets, asked: nil)
    #expect(mixed.basis == .wall && mixed.sample.median == 200 && mixed.unmeasured == 0)
    let asked = TimeNumbers([measured, unmeasured], buckets: buckets, asked: .business)
    #expect(asked.basis == .business && asked.sample.median == 10 && asked.unmeasured == 1)
    #expect(asked.series.map(\.count) == [1])
    #expect(TimeNumbers([], buckets: buckets, asked: nil).basis == .wall)
    // Both sides of a comparison by one clock.
    let date = ProgrammeDate(name: "x", day: day, createdAt: day.start, createdBy: "Ada")
    let compared = TimeNumbers.comparison(
      date, before: [unmeasured], day...day, after: [measured, measured], day...day, asked: nil)
    #expect(compared.basis == .wall && compared.before.median == 300 && compared.after.median == 100)
    #expect(compared.shift?.interval == nil)
  }
}
