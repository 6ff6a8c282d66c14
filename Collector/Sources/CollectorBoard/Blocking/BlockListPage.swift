// Everybody who is blocked, and how much is kept back.
import CollectorCore
import TellbackWire

struct BlockListPage: Sendable {
  let blocks: [BlockDetails]
  let kept: KeptBack
  let viewer: Viewer
  let now: Timestamp
  let done: Flash?

  func rendered() -> String {
    Frame(
      title: "Blocked senders", section: .settings, viewer: viewer,
      content: """
        <div class="routing">
        \(SettingsTabs.html(.blocked, viewer))
        <h1>Blocked senders</h1>
        \(Done.html(done))
        <p class="lead">What a blocked sender reports or writes is taken as ever and kept back: it is on no ticket, and nobody is told. The sender is not told either; whoever is told comes back under another name. Everything that is kept back can be read here and released.</p>
        <p>Kept back now: <strong>\(CountText.of(kept.reports, "report", "reports"))</strong>, <strong>\(CountText.of(kept.messages, "message", "messages"))</strong>.</p>
        \(list)
        </div>
        """
    ).rendered()
  }

  private var list: HTML {
    guard !blocks.isEmpty else {
      return """
        <section class="empty"><h2>Nobody is blocked</h2>
        <p>A sender is blocked beside one of their reports.</p></section>
        """
    }
    return "<ul class=\"items\">\(blocks.map(row))</ul>"
  }

  private func row(_ details: BlockDetails) -> HTML {
    let block = details.block
    let state: HTML = block.holds ? "" : " <span class=\"mark\">Ended</span>"
    return """
      <li class="item"><span class="name"><a class="row-link"\(.href, Link("settings", "blocked", String(block.id)))>\(BlockWords.who(details))</a>\(state)</span>
      <span class="marks"><span>\(Words.inline(block.reason, limit: 160))</span></span>
      <span class="marks quiet"><span>\(Words.inline(details.app, limit: 60))</span><span>by \(Words.inline(block.by, limit: 80)) \(TimeText.html(block.at, now: now))</span><span>\(CountText.of(details.kept.reports, "report", "reports")), \(CountText.of(details.kept.messages, "message", "messages")) kept back</span></span></li>
      """
  }
}

enum BlockWords {
  /// Half a sentence that names whom a block is about.
  static func who(_ details: BlockDetails) -> HTML {
    let name: HTML = details.person.map { $0.html } ?? "somebody whose report was erased"
    return switch details.block.sender {
    case .installation: "The copy of the app of \(name)"
    case .reporter: "\(name), on any device"
    }
  }
}
