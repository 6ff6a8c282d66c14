// The inbox and the page of mail, with what hostile names and servers put there.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct InboxTests {
  private func withInbox(_ body: (BoardFixture, Visitor) async throws -> Void) async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: .admin)
      try await house.addAccount("ben@example.com", name: "Ben Osei")
      try await Shop.fill(house)
      let now = house.clock.now
      try await house.store.write { try fillInbox($0, at: now) }
      try await body(house, try await house.signIn())
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  private func unread(_ house: BoardFixture) async throws -> Int64 {
    try await house.store.read { try $0.unreadNotices(ofAccount: 1, in: .all) }
  }

  @Test func `an inbox is read line by line or at once, and another's stays as it is`() async throws {
    try await withInbox { house, ada in
      let before = try await unread(house)
      #expect(before > 8)
      let page = try await house.get("/inbox", as: ada)
      #expect(page.text.contains("mentioned you") && page.text.contains("A reporter replied"))
      #expect(!page.text.contains("<script>alert") && !page.text.contains("Ben <b>"))
      #expect(try await house.get("/work", as: ada).text.contains("Inbox (\(before))"))
      let newest = try #require(
        try await house.store.read { try $0.notices(ofAccount: 1, in: .all, before: nil, limit: 1).first })
      let ben = try await house.signIn("ben@example.com")
      _ = try await house.post(
        "/inbox", [("form_token", ben.token), ("act", "read"), ("newest", "\(newest.id)"), ("notice", "\(newest.id)")],
        as: ben)
      #expect(try await unread(house) == before)
      _ = try await house.post(
        "/inbox", [("form_token", ada.token), ("act", "read"), ("newest", "\(newest.id)"), ("notice", "\(newest.id)")],
        as: ada)
      #expect(try await unread(house) == before - 1)
      let all = try await house.post(
        "/inbox", [("form_token", ada.token), ("act", "read"), ("newest", "\(newest.id)")], as: ada)
      #expect(all.status == 303)
      #expect(try await unread(house) == 0)
      #expect(try await house.get("/inbox", as: ada).text.contains("Nothing unread."))
    }
  }

  @Test func `opening a ticket marks its notices as read`() async throws {
    try await withInbox { house, ada in
      let notice = try #require(
        try await house.store.read { try $0.notices(ofAccount: 1, in: .all, before: nil, limit: 1).first })
      let before = try await unread(house)
      _ = try await house.get("/tickets/\(notice.ticket)", as: ada)
      #expect(try await unread(house) < before)
      #expect(
        try await house.store.read { try $0.notices(ofAccount: 1, in: .all, before: nil, limit: 1).first?.readAt }
          != nil)
    }
  }

  @Test func `where one hears of what is chosen on one's account`() async throws {
    try await withInbox { house, ada in
      let form = [("form_token", ada.token), ("act", "notices"), ("notice-mention", "none"), ("notice-reply", "inbox")]
      let saved = try await house.post("/account", form, as: ada)
      #expect(saved.status == 303)
      #expect(
        try await house.store.read { try $0.noticeChoices(ofAccount: 1) } == [.mention: .none, .reply: .inbox])
      #expect(try await house.get("/account", as: ada).text.contains("Mail is not set up"))
    }
  }

  @Test func `an app's hours are set within their range, and what is held back is shown with its reason`() async throws
  {
    try await withInbox { house, ada in
      func set(_ hours: String) async throws -> PlainAnswer {
        try await house.post(
          "/settings/mail", [("form_token", ada.token), ("act", "hours"), ("app", "1"), ("hours", hours)], as: ada)
      }
      for wrong in ["0", "721", "x", "-1"] {
        let answer = try await set(wrong)
        #expect(answer.status == 422 && answer.text.contains("from 1 to 720"), "\(wrong)")
      }
      #expect(try await set("24").status == 303)
      let setting = try await house.store.read { try $0.reporterMail(app: AppID(1)) }
      #expect(setting.hours == 24)
      let newest = try await house.store.read { try $0.newestUpdate() }
      #expect(setting.cursor == newest)
      #expect(try await set("").status == 303)
      #expect(try await house.store.read { try $0.reporterMail(app: AppID(1)) }.hours == nil)
      let page = try await house.get("/settings/mail", as: ada).text
      #expect(
        page.contains("Not set up") && page.contains("451. It says: &lt;img")
          && page.contains("1 waiting, 1 sent, 1 failed"))
      #expect(!page.contains("elsewhere@example.org"))
      let test = try await house.post("/settings/mail", [("form_token", ada.token), ("act", "test")], as: ada)
      #expect(test.status == 422)
      #expect(try await house.get("/delivery", as: ada).text.contains("1 waiting, 1 sent, 1 failed"))
    }
  }
}
