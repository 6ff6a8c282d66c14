// An action is answered on the page before the server answers it.
import Foundation
import Testing

@testable import CollectorBoard

extension DeskBrowserTests {
  @Test func `what was pressed is seen to be on its way, however long the answer takes`() async throws {
    try await Self.withDesk(2) { _, browser, _ in
      try await browser.press("j")
      try await Self.expectShown(browser, "2")
      // No answer comes.
      try await browser.run("window.fetch = () => new Promise(() => {})")
      let opacity = "Number(getComputedStyle(document.querySelector('.pane-body button[data-act=claim]')).opacity)"
      #expect(try await browser.value(opacity) == "1")
      try await browser.press("c")
      #expect(try await browser.waits(for: "\(opacity) < 1"))
    }
  }
}
