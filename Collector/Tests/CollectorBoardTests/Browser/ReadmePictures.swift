// The pictures of the README: the desk of a shop as it is today, light and dark. `Samples/pictures/make` runs this; no test needs it.
import CollectorCore
import Foundation
import Testing

@testable import CollectorBoard

extension BrowserTests {
  /// The folder that the pictures go to.
  private static let folder = ProcessInfo.processInfo.environment["TELLBACK_README_PICTURES"]

  @Test(.enabled(if: folder != nil, "only when asked for, by Samples/pictures/make"))
  func thePicturesOfTheReadme() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(role: .admin)
      try await Shop.fill(house)
      let tickets = try await house.store.read { try $0.tickets(TicketQuery(order: .reporters)).tickets }
      let ticket = try #require(tickets.first).number
      let free = try #require(tickets.first { $0.state == .open && $0.holder.owner == nil }).number
      try await picture(
        house,
        [("triage", "/triage?ticket=\(free)"), ("board", "/board"), ("ticket", "/tickets/\(ticket)")])
    }
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(role: .admin)
      try await NumbersBrowserTests.fill(house, withHostile: false)
      try await picture(house, [("numbers", "/numbers?days=90&date=1")])
    }
  }

  private func picture(_ house: BoardFixture, _ places: [(name: String, path: String)]) async throws {
    let folder = URL(fileURLWithPath: try #require(Self.folder), isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try await Browser.with { browser in
      try await browser.resize(width: 1280, height: 900)
      try await signIn(house, browser)
      for isDark in [false, true] {
        try await browser.resize(width: 1280, height: 900, isDark: isDark)
        for (name, path) in places {
          try await browser.go(address(house, path))
          if path.contains("?ticket=") {
            #expect(try await browser.waits(for: "document.querySelector('.pane-body .ticket')"))
          }
          let picture = try await browser.picture()
          // Whoever clones the repository gets all of them.
          #expect(picture.count < 300_000, "\(name) has \(picture.count) bytes")
          try picture.write(to: folder.appendingPathComponent("\(name)\(isDark ? "-dark" : "").png"))
        }
      }
    }
  }
}
