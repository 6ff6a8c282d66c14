// What the app says of its installation, and how far people get in it.

extension Reporter {
  /// The organisation or group of customers of this installation, as the daily heartbeat says it; longer than ``WireLimits/segment``
  /// bytes, it is cut. It starts as ``ReporterConfiguration/segment``, and may be set once it is known, for example after a
  /// sign-in: until the day's heartbeat is sent, the day counts for the new one.
  public var segment: String? {
    get { core.heartbeats.segment }
    set {
      core.heartbeats.segment = newValue
      core.own.sync.heartbeatsChanged()
    }
  }
}

extension ReporterCore {
  /// Notes that a page was reached today, once a day, while the user agrees to heartbeats and to pages. The queue's thread does
  /// the rest.
  func noteReached(_ page: String) {
    guard heartbeats.tellsPages else { return }
    let today = now().day
    guard heartbeats.isNew(PageNumber.of(page), on: today) else { return }
    own.queue.post { [heartbeats, composer] store in
      guard heartbeats.tellsPages else { return }
      // As reports name it. What cannot be written is missing: words go first.
      try? store?.noteReached(PageNumber.of(composer.redact(page: page)), on: today)
    }
  }
}
