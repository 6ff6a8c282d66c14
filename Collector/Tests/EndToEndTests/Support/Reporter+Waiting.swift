// What end-to-end tests wait for at an app.
import Tellback

/// Until the app has heard that its report is on a ticket.
func ticket(of receipt: ReportReceipt, _ reporter: Reporter) async throws {
  try await eventually("the ticket of a report") {
    try await reporter.flush(within: .seconds(5))
    return try await reporter.state(of: receipt.id)?.states.contains {
      if case .onTicket = $0 { true } else { false }
    }
      ?? false
  }
}
