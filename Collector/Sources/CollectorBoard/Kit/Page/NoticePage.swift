// Pages that say one thing: that something is not there, not allowed, or went wrong, and the way back.

enum NoticePage {
  static func render(
    title: Phrase, text: Phrase, detail: HTML = .empty, viewer: Viewer?, way: (label: Phrase, link: Link)
  ) -> String {
    render(title: title.text, text: text.text, detail: detail, viewer: viewer, way: (way.label.text, way.link))
  }

  static func render(
    title: String, text: String, detail: HTML = .empty, viewer: Viewer?, way: (label: String, link: Link)
  ) -> String {
    Frame(
      title: title, viewer: viewer,
      content: """
        <div class="notice-page">
        <h1>\(title)</h1>
        <p>\(text)</p>
        \(detail)
        <p><a class="button"\(.href, way.link)>\(way.label)</a></p>
        </div>
        """
    ).rendered()
  }
}
