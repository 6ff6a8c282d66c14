// A sleep that somebody may end: no ring may be lost.
import Testing

@testable import CollectorServer

@Suite struct AlarmTests {
  @Test func `A ring from before the sleep ends it at once`() async {
    let alarm = Alarm()
    alarm.ring()
    await alarm.wait(atMost: 86_400)
  }

  @Test func `A ring ends the sleep of whoever sleeps, again and again`() async {
    let (alarm, awake) = (Alarm(), Locked(0))
    let sleeper = Task {
      for _ in 0..<20 {
        await alarm.wait(atMost: 86_400)
        awake.withLock { $0 += 1 }
      }
    }
    while awake.withLock({ $0 }) < 20 {
      alarm.ring()
      await Task.yield()
    }
    await sleeper.value
  }

  @Test func `Without a ring the sleep ends by itself`() async {
    await Alarm().wait(atMost: 0.01)
  }
}
