// Counts reports at the places where they happened.
import TellbackWire

/// Counts each installation once a day at the page and the error that it reported. It works inside one transaction.
struct SpikeBook {
  private let store: any SpikeWrites
  private let now: Timestamp

  init(_ store: any SpikeWrites, now: Timestamp) {
    self.store = store
    self.now = now
  }

  func take(_ report: ReleaseReport) throws {
    let today = ExposureDay.day(of: now)
    guard let installation = report.installation,
      ((today - SpikeLimits.days)...(today + 1)).contains(report.capturedDay)
    else { return }
    for (kind, name) in [(ReleasePlace.Kind.page, report.page), (.error, report.error)] {
      guard let name, !name.isEmpty else { continue }
      try store.countAtPlace(
        kind, name, app: report.app, installation: installation, day: report.capturedDay, today: today)
    }
  }
}
