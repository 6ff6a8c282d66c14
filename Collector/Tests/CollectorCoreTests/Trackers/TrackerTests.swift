// Addresses, templates, masks and messages of trackers.
import CollectorCore
import TellbackWire
import Testing

@Suite struct TrackerTests {
  private func tracker(_ kind: TrackerKind, _ address: String, _ project: String, api: String? = nil) -> TrackerSettings
  {
    TrackerSettings(name: "t", kind: kind, address: address, api: api, project: project)
  }

  @Test func `addresses follow from where people open the tracker`() {
    let github = tracker(.github, "https://github.com", "acme/shop")
    #expect(github.issuesAddress == "https://api.github.com/repos/acme/shop/issues")
    #expect(github.page(of: 3) == "https://github.com/acme/shop/issues/3")
    let enterprise = tracker(.github, "https://git.example.com", "acme/shop")
    #expect(enterprise.issuesAddress == "https://git.example.com/api/v3/repos/acme/shop/issues")
    let gitea = tracker(.github, "https://g.example.com", "acme/shop", api: "https://g.example.com/api/v1")
    #expect(gitea.issuesAddress == "https://g.example.com/api/v1/repos/acme/shop/issues")
    let gitlab = tracker(.gitlab, "https://gitlab.com", "acme/web/shop")
    #expect(gitlab.issuesAddress == "https://gitlab.com/api/v4/projects/acme%2Fweb%2Fshop/issues")
    #expect(gitlab.page(of: 3) == "https://gitlab.com/acme/web/shop/-/issues/3")
  }

  @Test(
    arguments: [
      ("https://github.com/acme/shop/issues/12", 12), ("https://GitHub.com/Acme/Shop/issues/12/", 12),
      ("https://github.com/acme/shop/issues/12?x=1#issuecomment-3", 12), ("https://github.com/acme/shop/issues", nil),
      ("https://github.com/acme/shop/issues/0", nil), ("https://github.com/acme/shop/issues/12/edit", nil),
      ("https://github.com/acme/other/issues/12", nil), ("http://github.com/acme/shop/issues/12", nil),
      ("https://github.com.evil.example/acme/shop/issues/12", nil),
      ("https://github.com/acme/shop/issues/99999999999999999999", nil),
      ("https://github.com/acme/shop/issues/+1", nil),
    ] as [(String, Int64?)])
  func `an issue is known by the address of its page alone`(_ text: String, _ number: Int64?) {
    #expect(tracker(.github, "https://github.com", "acme/shop").number(ofPage: text) == number)
  }

  @Test func `a GitLab issue is known by each of its addresses`() {
    let gitlab = tracker(.gitlab, "https://gitlab.com", "acme/web/shop")
    for middle in ["-/issues", "-/work_items", "issues"] {
      #expect(gitlab.number(ofPage: "https://gitlab.com/acme/web/shop/\(middle)/7") == 7)
    }
  }

  @Test(
    arguments: [
      ("Write to ann@example.com, please", "Write to [mail], please"),
      ("<ann.b+c@mail.example>", "<[mail]>"), ("mail:ann@example.com;bob@example.com", "[mail];[mail]"),
      ("an @ alone, and @ann", "an @ alone, and @ann"), ("Call +49 (30) 1234-567 now", "Call [number] now"),
      ("card 4111 1111 1111 1111.", "card [number]."), ("order 123456 stays", "order 123456 stays"),
      ("from 1.2 to 2.0", "from 1.2 to 2.0"), ("1234567", "[number]"), ("", ""), ("größer", "größer"),
    ])
  func `what tells who somebody is gets masked`(_ text: String, _ masked: String) {
    #expect(PersonalData.masked(text) == masked)
  }

  @Test func `a template has known fields, and braces stand for themselves elsewhere`() {
    #expect(TrackerTemplate.unknownField(in: "{title} {link} {text} { } {} {x} }{ {") == "x")
    #expect(TrackerTemplate.unknownField(in: TrackerTemplate.standardBody + TrackerTemplate.standardTitle) == nil)
    // By default no word of a report leaves but the ticket's title.
    #expect(!TrackerTemplate.standardBody.contains("{text}"))
    // Nothing fills in a name or a contact.
    #expect(!TrackerTemplate.Field.allCases.contains { ["contact", "user", "reporter", "name"].contains($0.rawValue) })
  }

  @Test(
    arguments: [
      (#"{"action":"closed","issue":{"number":12,"title":"x"},"repository":{}}"#, TrackerKind.github, 12),
      (#"{"zen":"Keep it simple","hook_id":1}"#, .github, nil), (#"{"issue":{"number":"12"}}"#, .github, nil),
      (#"{"issue":[12]}"#, .github, nil), ("[1]", .github, nil), ("{", .github, nil), ("", .github, nil),
      (#"{"object_kind":"issue","object_attributes":{"iid":5,"id":900,"state":"closed"}}"#, .gitlab, 5),
      (#"{"object_kind":"note","object_attributes":{"iid":5}}"#, .gitlab, nil),
      (#"{"object_attributes":{"iid":5}}"#, .gitlab, nil),
    ] as [(String, TrackerKind, Int64?)])
  func `of a message its issue alone is taken`(_ text: String, _ kind: TrackerKind, _ number: Int64?) {
    #expect(TrackerHook.issue(Array(text.utf8), kind) == number)
  }
}
