// The second factor on one's own page: set up, confirm, remove.
import CollectorCore
import TellbackWire

struct FactorCard: Sendable {
  private let page: AccountPage
  private let link = Link("account")

  init(_ page: AccountPage) { self.page = page }

  var html: HTML {
    """
    <section class="card" aria-labelledby="factor-title" id="factor"><h2 id="factor-title">Second factor</h2>
    \(content)
    </section>
    """
  }

  private var content: HTML {
    guard let factor = page.person.factor else {
      return """
        <p>An authenticator app shows a code of six digits, which signing in then asks for.</p>
        <div class="buttons">\(ActButton("begin-factor", "Set it up", page.viewer, link).html)</div>
        """
    }
    return factor.confirmedAt.map(confirmed) ?? setUp(factor)
  }

  private func confirmed(_ at: Timestamp) -> HTML {
    let left = Int64(page.recoveryCodes)
    let remove: HTML =
      page.person.account.needsFactor
      ? "<p class=\"hint\">An admin requires it.</p>" : codeForm("remove-factor", "Remove it", kind: "danger")
    return """
      <p>Set up \(TimeText.html(at, now: page.now)). \(CountText.of(left, "recovery code", "recovery codes")) left.</p>
      <details class="box"\(.open, if: isRefused)><summary>Change it</summary>
      \(codeForm("renew-codes", "Make new recovery codes"))
      \(remove)
      </details>
      """
  }

  private var isRefused: Bool {
    ["renew-codes", "remove-factor"].contains { FormFields($0, page.refused).isRefused }
  }

  private func setUp(_ factor: SecondFactor) -> HTML {
    let key = Array(Base32.text(factor.secret))
    let groups = stride(from: 0, to: key.count, by: 4).map { String(key[$0..<min($0 + 4, key.count)]) }
      .joined(separator: " ")
    let uri = OneTimeCode.uri(secret: factor.secret, email: page.person.account.email)
    return """
      <p>Type this key into your authenticator app (time-based, six digits), or paste the address below it:</p>
      <p class="secret"><code>\(groups)</code></p>
      <p class="secret small"><code>\(uri)</code> <button type="button" class="copy"\(.dataCopy, uri) hidden>Copy</button></p>
      \(codeForm("confirm-factor", "Confirm"))
      """
  }

  private func codeForm(_ act: String, _ label: String, kind: String = "primary") -> HTML {
    let fields = FormFields(act, page.refused)
    let hint = act == "confirm-factor" ? "Code of the app" : "Code of the app, or a recovery code"
    return """
      <form method="post" class="fields"\(.id, act)\(.action, link)>
      \(Field.token(page.viewer))\(Field.hidden("act", act))
      <label class="stack"><span>\(hint)</span><input type="text" name="code" required maxlength="40" autocomplete="one-time-code" spellcheck="false"\(fields.marks("code"))></label>
      \(fields.error("code"))
      <div class="buttons"><button type="submit"\(.class, kind)>\(label)</button></div>
      </form>
      """
  }
}
