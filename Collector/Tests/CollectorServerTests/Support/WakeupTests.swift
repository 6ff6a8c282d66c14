// A sleep that others may end: no signal is lost.
import Testing

@testable import CollectorServer

@Suite struct WakeupTests {
  @Test func `A signal from before the sleep ends it at once`() async {
    let wakeup = Wakeup()
    wakeup.signal()
    await wakeup.wait(atMost: 86_400)
  }

  @Test func `A signal ends the sleep of whoever sleeps, again and again`() async {
    let (wakeup, awake) = (Wakeup(), Shared(0))
    let sleeper = Task {
      for _ in 0..<20 {
        await wakeup.wait(atMost: 86_400)
        awake.withLock { $0 += 1 }
      }
    }
    while awake.withLock({ $0 }) < 20 {
      wakeup.signal()
      await Task.yield()
    }
    await sleeper.value
  }

  @Test func `Without a signal the sleep ends by itself`() async {
    await Wakeup().wait(atMost: 0.01)
  }
}
