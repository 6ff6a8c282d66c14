// The frame of each page: head, skip links, navigation, one main landmark, the list of keys.
import CollectorCore

/// The part of the board that a page belongs to.
enum Section: Sendable, Equatable {
  case triage, tickets, kanban, work, pain, releases, launches, numbers, delivery, people, settings, account, elsewhere
}

/// A page before it is text.
struct Frame: Sendable {
  var title: String
  var section: Section = .elsewhere
  var viewer: Viewer?
  /// Skip links beside the one to the content: a label and the id of an element that can take the focus.
  var skips: [(label: String, id: String)] = []
  /// The address that holds this page's newest content, for pages that follow what changes.
  var live: (link: Link, newestEvent: Int64)?
  var content: HTML

  func rendered() -> String {
    let page: HTML = """
      <!doctype html>
      <html\(.lang, Language.current.rawValue)>
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(Words.cut(title, to: 120)) · Tellback</title>
      <link rel="stylesheet"\(.href, BoardAssets.stylesheet.link)>
      <link rel="icon" type="image/svg+xml"\(.href, BoardAssets.icon.link)>
      <script defer\(.src, BoardAssets.script.link)></script>
      <script defer\(.src, BoardAssets.ticketScript.link)></script>
      </head>
      <body\(.dataTexts, ScriptText.json)>
      <a class="skip" href="#main">\(FrameText.skip)</a>\(skips.map { "<a class=\"skip\"\(.href, fragment: $0.id)>\($0.label)</a>" as HTML })
      \(header)
      <main id="main" tabindex="-1"\(liveAttributes)>
      \(content)
      </main>
      \(viewer.map { BottomBar.html($0, section) })
      \(shortcuts)
      \(viewer.map { Palette.html($0) })
      </body>
      </html>

      """
    return page.source
  }

  private var liveAttributes: HTML {
    guard let live else { return .empty }
    return "\(.dataLive, live.link)\(.dataEvents, Link("events"))\(.dataVersion, String(live.newestEvent))"
  }

  private var header: HTML {
    guard let viewer else { return "<header class=\"bar\"><span class=\"brand\">Tellback</span></header>" }
    return """
      <header class="bar">
      <a class="brand"\(.href, Link())>Tellback</a>
      <nav aria-label="Tellback">
      \(Places.bar(viewer).map(item))
      </nav>
      \(TakeNext.form(viewer))
      <button class="plain" type="button" id="show-shortcuts" hidden>\(FrameText.keys)</button>
      <form class="me" method="post"\(.action, Link("sign-out"))>
      \(Field.token(viewer))
      <a class="who"\(.href, Link("account"))\(.title, viewer.account.email)\(.ariaCurrent, optional: section == .account ? "page" : nil)><span class="whole">\(Words.inline(viewer.account.name, limit: 60)) <span class="quiet">\(viewer.account.role.label)</span></span><span class="short">\(FrameText.account)</span></a>
      <button class="plain" type="submit">\(FrameText.signOut)</button>
      </form>
      </header>
      """
  }

  private func item(_ place: Place) -> HTML {
    "<a\(.href, place.link)\(.ariaCurrent, optional: section == place.section ? "page" : nil)>\(place.label)</a>\n"
  }

  private var shortcuts: HTML {
    guard viewer != nil else { return .empty }
    return """
      <dialog id="shortcuts" aria-labelledby="shortcuts-title">
      <h2 id="shortcuts-title">\(FrameText.keys)</h2>
      <dl class="keys">
      <div><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>\(FrameText.keyNext)</dd></div>
      <div><dt><kbd>\(FrameText.enter)</kbd></dt><dd>\(FrameText.keyOpen)</dd></div>
      <div><dt><kbd>b</kbd> <kbd>m</kbd></dt><dd>\(FrameText.keyCompare)</dd></div>
      <div><dt><kbd>m</kbd> <kbd>x</kbd></dt><dd>\(FrameText.keyGroup)</dd></div>
      <div><dt><kbd>h</kbd> <kbd>l</kbd></dt><dd>\(FrameText.keyColumns)</dd></div>
      <div><dt><kbd>w</kbd> <kbd>e</kbd> <kbd>o</kbd></dt><dd>\(FrameText.keyMoves)</dd></div>
      <div><dt><kbd>z</kbd></dt><dd>\(FrameText.keyUndo)</dd></div>
      <div><dt><kbd>/</kbd></dt><dd>\(FrameText.keySearch)</dd></div>
      <div><dt><kbd>a</kbd></dt><dd>\(FrameText.keyAnswer)</dd></div>
      <div><dt><kbd>c</kbd></dt><dd>\(FrameText.keyClaim)</dd></div>
      <div><dt><kbd>g</kbd> <kbd>n</kbd></dt><dd>\(FrameText.keyTakeNext)</dd></div>
      <div><dt><kbd>u</kbd></dt><dd>\(FrameText.keyBack)</dd></div>
      <div><dt><kbd>\(FrameText.ctrl)</kbd> <kbd>\(FrameText.enter)</kbd></dt><dd>\(FrameText.keySend)</dd></div>
      \(DeskKeys.html)
      <div><dt><kbd>?</kbd></dt><dd>\(FrameText.keyKeys)</dd></div>
      </dl>
      <form method="dialog">
      <label class="row"><input type="checkbox" id="single-keys" checked> \(FrameText.singleKeys)</label>
      <button type="submit">\(KitText.close)</button></form>
      </dialog>
      """
  }
}

extension Frame {
  init(
    title: Phrase, section: Section = .elsewhere, viewer: Viewer? = nil, skips: [(label: String, id: String)] = [],
    live: (link: Link, newestEvent: Int64)? = nil, content: HTML
  ) {
    self.init(title: title.text, section: section, viewer: viewer, skips: skips, live: live, content: content)
  }
}

/// Parts of forms.
enum Field {
  static func token(_ viewer: Viewer) -> HTML {
    "<input type=\"hidden\"\(.name, FormGuard.field)\(.value, viewer.formToken)>"
  }

  static func hidden(_ name: String, _ value: String) -> HTML {
    "<input type=\"hidden\"\(.name, name)\(.value, value)>"
  }

  static func select(_ name: String, label: Phrase, options: [(value: String, text: String)], chosen: String) -> HTML {
    select(name, label: label.text, options: options, chosen: chosen)
  }

  /// A labelled choice. `options` are value and text; the first may have an empty value for "any".
  static func select(_ name: String, label: String, options: [(value: String, text: String)], chosen: String) -> HTML {
    let choices = options.map { option -> HTML in
      "<option\(.value, option.value)\(.selected, if: option.value == chosen)>\(Words.cut(Words.visible(option.text), to: 60))</option>"
    }
    return """
      <label class="pick"><span>\(label)</span><select\(.name, name)\(.class, chosen.isEmpty ? "" : "set")>\(choices)</select></label>
      """
  }
}
