// What is shown once: recovery codes, a new token.

struct SecretPage: Sendable {
  let title: Phrase
  let lead: Phrase
  let secrets: [String]
  let viewer: Viewer

  func rendered() -> String {
    let all = secrets.joined(separator: "\n")
    return Frame(
      title: title, section: .account, viewer: viewer,
      content: """
        <p class="crumbs"><a\(.href, Link("account"))>\(AccountText.title)</a></p>
        <h1>\(title)</h1>
        <p>\(lead)</p>
        <ul class="secret">\(secrets.map { "<li><code>\($0)</code></li>" as HTML })</ul>
        <p><button type="button" class="copy"\(.dataCopy, all) hidden>\(KitText.copy)</button></p>
        <p><a class="button primary"\(.href, Link("account"))>\(AccountText.kept(secrets.count))</a></p>
        """
    ).rendered()
  }
}
