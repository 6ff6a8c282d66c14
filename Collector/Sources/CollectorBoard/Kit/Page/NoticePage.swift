// Pages that say one thing: that something is not there, not allowed, or went wrong, and the way back.

enum NoticePage {
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

  /// Words that could not be sent, so that nobody has to write them again.
  static func keptWords(_ words: String) -> HTML? {
    guard words.contains(where: { !$0.isWhitespace }) else { return nil }
    return """
      <label class="stack"><span>Your words, to copy</span><textarea rows="6" readonly>
      \(words)</textarea></label>
      """
  }
}
