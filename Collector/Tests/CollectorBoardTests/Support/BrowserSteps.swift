// Steps that the tests in a browser share.
import Foundation
@_exported import TestBrowser
import Testing

func address(_ house: BoardFixture, _ path: String) -> String { "http://127.0.0.1:\(house.port)\(path)" }

func signIn(
  _ house: BoardFixture, _ browser: Browser, to path: String = "/", as email: String = "ada@example.com"
) async throws {
  try await browser.go(address(house, path))
  try await browser.type("input[name=email]", email)
  try await browser.type("input[name=password]", BoardFixture.password)
  try await browser.click("button.primary")
  #expect(try await browser.waits(for: "!location.pathname.endsWith('/sign-in')"))
}

/// Nothing scrolls sideways, and nothing is cut off at the edge of its card.
func expectFits(_ browser: Browser, _ place: String) async throws {
  let excess = try await browser.value("document.documentElement.scrollWidth - innerWidth")
  #expect(Int(excess) ?? 1 <= 0, "\(place) scrolls sideways by \(excess) px")
  // What is wider than its card would be cut off at its edge without any bar to scroll by.
  let cut = try await browser.value(
    """
    [...document.querySelectorAll('main article > *, main form > *, main td > *, main dd, main li > *, main h1')]
      .filter((part) => !part.closest('.filters, .states, .frames, .scroll, .unseen, thead'))
      .filter((part) => getComputedStyle(part).textOverflow !== 'ellipsis')
      .filter((part) => part.getBoundingClientRect().right > (part.closest('article, form, aside, tr, main')
        .getBoundingClientRect().right + 1)).map((part) => part.className || part.tagName).join(' ')
    """)
  #expect(cut.isEmpty, "\(place) cuts off: \(cut)")
}

func expectNoComplaints(_ browser: Browser, _ place: String) async throws {
  let complaints = try await browser.complaints()
  #expect(complaints.isEmpty, "\(place): \(complaints)")
}

/// Keeps a picture when `TELLBACK_PICTURES` names a folder.
func keep(_ browser: Browser, _ name: String) async throws {
  guard let folder = ProcessInfo.processInfo.environment["TELLBACK_PICTURES"] else { return }
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  try await browser.picture().write(to: URL(fileURLWithPath: "\(folder)/\(name).png"))
}
