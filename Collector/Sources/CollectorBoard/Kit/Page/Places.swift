// Every place of the board that somebody may see: the bar, the palette and the bar of phones are made of it.
import CollectorCore

/// A place with a part of the bar for itself.
struct Place: Sendable {
  var label: Phrase
  var link: Link
  var section: Section

  init(_ label: Phrase, _ link: Link, _ section: Section) {
    self.label = label
    self.link = link
    self.section = section
  }
}

enum Places {
  /// Where tickets are worked on.
  static let desk = [
    Place(DeskText.triage, Link("triage"), .triage), Place(FrameText.myWork, Link("work"), .work),
    Place(FrameText.board, Link("board"), .kanban), Place(KitText.tickets, Link(), .tickets),
  ]

  /// What tickets tell, and who is told.
  static func overview(_ viewer: Viewer) -> [Place] {
    let places = [
      Place(PainText.title, Link("pain"), .pain), Place(ReleaseText.title, Link("releases"), .releases),
      Place(LaunchText.title, LaunchRoutes.link, .launches), Place(NumberText.title, Link("numbers"), .numbers),
      Place(FrameText.delivery, Link("delivery"), .delivery),
    ]
    return viewer.may(.administer) ? places + [Place(FrameText.people, Link("people"), .people)] : places
  }

  /// Those of the bar.
  static func bar(_ viewer: Viewer) -> [Place] {
    let settings = SettingsTabs.first(viewer).map { [Place(FrameText.settings, $0, .settings)] } ?? []
    return desk + overview(viewer) + settings
  }

  /// Those of the bar, each place under Settings, and what has no part of the bar.
  static func all(_ viewer: Viewer) -> [Place] {
    let lists = [
      Place(InboxText.title, Link("inbox"), .elsewhere), Place(WatchText.title, WatchRoutes.link, .elsewhere),
      Place(ViewText.title, Link("views"), .elsewhere),
      Place(FrameText.duplicates, DuplicatesPage.link, .elsewhere),
      Place(KnownIssueText.all, KnownIssuesPage.link, .elsewhere),
    ]
    let audit = viewer.may(.administer) ? [Place(AuditText.title, Link("audit"), .elsewhere)] : []
    let settings = SettingsTabs.places(viewer).map { Place($0.label, $0.link, .settings) }
    return desk + lists + overview(viewer) + audit + settings + [Place(FrameText.account, Link("account"), .account)]
  }
}
