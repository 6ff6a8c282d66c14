// What waits for the writer.
import CollectorCore

/// Reports that wait to be written.
struct IngestJob: Sendable {
  let reports: [IncomingReport]
  let contact: InstallationContact?
  let completion: @Sendable (Result<[IngestOutcome], any Error>) -> Void
  /// What it holds in memory; an empty batch counts too.
  let bytes: Int

  init(
    reports: [IncomingReport], contact: InstallationContact?,
    completion: @escaping @Sendable (Result<[IngestOutcome], any Error>) -> Void
  ) {
    self.reports = reports
    self.contact = contact
    self.completion = completion
    bytes = reports.reduce(128) { $0 + $1.body.count + 128 }
  }

  /// In whose line it waits. A job without reports and without a sender has nobody to be unfair to.
  var sender: FairQueue.Sender {
    FairQueue.Sender(app: contact?.app ?? reports.first?.app ?? AppID(0), installation: contact?.id)
  }
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
  var first: Element? { head < elements.count ? elements[head] : nil }

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
