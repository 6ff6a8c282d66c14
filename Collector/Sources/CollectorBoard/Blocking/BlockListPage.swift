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
      title: BlockText.title, section: .settings, viewer: viewer,
      content: """
        <div class="routing">
        \(SettingsTabs.html(.blocked, viewer))
        <h1>\(BlockText.title)</h1>
        \(Done.html(done))
        <p class="lead">\(BlockText.lead)</p>
        <p>\(BlockText.keptNow(kept))</p>
        \(list)
        </div>
        """
    ).rendered()
  }

  private var list: HTML {
    guard !blocks.isEmpty else {
      return """
        <section class="empty"><h2>\(BlockText.nobody)</h2>
        <p>\(BlockText.nobodyText)</p></section>
        """
    }
    return "<ul class=\"items\">\(blocks.map(row))</ul>"
  }

  private func row(_ details: BlockDetails) -> HTML {
    let block = details.block
    let state: HTML = block.holds ? "" : " <span class=\"mark\">\(BlockText.hasEnded)</span>"
    return """
      <li class="item"><span class="name"><a class="row-link"\(.href, Link("settings", "blocked", String(block.id)))>\(BlockWords.who(details))</a>\(state)</span>
      <span class="marks"><span>\(Words.inline(block.reason, limit: 160))</span></span>
      <span class="marks quiet"><span>\(Words.inline(details.app, limit: 60))</span><span>\(BlockText.by(Words.inline(block.by, limit: 80), TimeText.html(block.at, now: now)))</span><span>\(BlockText.keptBack(details.kept))</span></span></li>
      """
  }
}

enum BlockWords {
  /// Half a sentence that names whom a block is about.
  static func who(_ details: BlockDetails) -> HTML {
    let name: HTML = details.person.map { $0.html } ?? "\(BlockText.erased)"
    return switch details.block.sender {
    case .installation: BlockText.installation(of: name)
    case .reporter: BlockText.reporter(name)
    }
  }
}
