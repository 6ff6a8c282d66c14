// Only one thread at a time sees the value.
import Dispatch
import TellbackSupport
import Testing

@Suite struct LockTests {
  private struct Refusal: Error {}

  @Test func `no increment of many threads is lost`() {
    let count = Lock(0)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<10_000 { count.withLock { $0 += 1 } }
    }
    #expect(count.withLock { $0 } == 80_000)
  }

  @Test func `a body that throws leaves the lock open and keeps what it changed`() {
    let value = Lock("before")
    #expect(throws: Refusal.self) {
      try value.withLock { (value: inout String) throws(Refusal) in
        value = "after"
        throw Refusal()
      }
    }
    #expect(value.withLock { $0 } == "after")
  }

  @Test func `it may hold what is not Sendable, and ends it with itself`() {
    final class Held {
      let ended: () -> Void
      init(_ ended: @escaping () -> Void) { self.ended = ended }
      deinit { ended() }
    }
    let ends = Lock(0)
    do {
      let lock = Lock(Held { ends.withLock { $0 += 1 } })
      lock.withLock { _ in }
    }
    #expect(ends.withLock { $0 } == 1)
  }
}
