// The places under Settings, each for those who may see it.
import CollectorCore

/// A place under Settings.
enum SettingsPlace: String, Sendable, CaseIterable {
  case routing, serviceLevels, pain, answers, groups, webhooks, trackers, mail, blocked

  var label: Phrase {
    switch self {
    case .routing: Phrase("Routing", de: "Verteilung")
    case .serviceLevels: Phrase("Service levels", de: "Servicezeiten")
    case .pain: PainText.title
    case .answers: Phrase("Canned answers", de: "Textbausteine")
    case .groups: Phrase("Groups", de: "Gruppen")
    case .webhooks: Phrase("Webhooks", de: "Webhooks")
    case .trackers: TrackerText.title
    case .mail: Phrase("Mail", de: "E-Mail")
    case .blocked: Phrase("Blocked", de: "Blockiert")
    }
  }

  var link: Link {
    switch self {
    case .routing: Link("settings", "routing")
    case .serviceLevels: ServiceLevelRoutes.link
    case .pain: PainWeightsPage.link
    case .answers: CannedAnswerRoutes.link()
    case .groups: Link("groups")
    case .webhooks: Link("settings", "webhooks")
    case .trackers: Link("settings", "trackers")
    case .mail: Link("settings", "mail")
    case .blocked: BlockRoutes.link
    }
  }

  var permission: Permission {
    switch self {
    case .routing, .serviceLevels, .pain: .readSettings
    case .answers: .editAnswers
    case .groups, .webhooks, .trackers, .mail: .administer
    case .blocked: .block
    }
  }
}

enum SettingsTabs {
  /// Where Settings leads this viewer; nil when there is nothing for them.
  static func first(_ viewer: Viewer) -> Link? { places(viewer).first?.link }

  static func html(_ place: SettingsPlace, _ viewer: Viewer) -> HTML {
    let tabs = places(viewer).map { other -> HTML in
      "<a\(.href, other.link)\(.ariaCurrent, optional: other == place ? "page" : nil)>\(other.label)</a>"
    }
    return "<nav class=\"states of-settings\"\(.ariaLabel, FrameText.settings)>\(tabs)</nav>"
  }

  static func places(_ viewer: Viewer) -> [SettingsPlace] {
    SettingsPlace.allCases.filter { viewer.may($0.permission) }
  }
}
