// What waits for the writer.
import CollectorCore

/// Reports that wait to be written.
struct IngestJob: Sendable {
  let reports: [IncomingReport]
  let contact: InstallationContact?
  let completion: @Sendable (Result<[IngestOutcome], any Error>) -> Void

  var bytes: Int { reports.reduce(0) { $0 + $1.body.count + 128 } }
}

/// A write that waits; `finish` is called once, with nil after the commit.
struct WriteJob: Sendable {
  let perform: @Sendable (SQLiteWrites) throws -> Void
  let finish: @Sendable ((any Error)?) -> Void
}

/// Carries a value out of a job. The thread that performs the job is the one that finishes it, and nobody else looks.
final class JobResult<Value>: @unchecked Sendable {
  var value: Value?
}

/// First in, first out; taking from the front is O(1) amortised.
struct Queue<Element> {
  private var elements: [Element] = []
  private var head = 0

  var count: Int { elements.count - head }
  var isEmpty: Bool { count == 0 }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func popFirst() -> Element? {
    guard head < elements.count else { return nil }
    let element = elements[head]
    head += 1
    if head == elements.count {
      elements.removeAll(keepingCapacity: elements.capacity <= 4_096)
      head = 0
    } else if head >= 4_096, head * 2 >= elements.count {
      elements.removeFirst(head)
      head = 0
    }
    return element
  }
}
