// The second factor on one's own page: set up, confirm, remove.
import CollectorCore
import TellbackWire

struct FactorCard: Sendable {
  private let page: AccountPage
  private let link = Link("account")

  init(_ page: AccountPage) { self.page = page }

  var html: HTML {
    """
    <section class="card" aria-labelledby="factor-title" id="factor"><h2 id="factor-title">\(AccountText.factor)</h2>
    \(content)
    </section>
    """
  }

  private var content: HTML {
    guard let factor = page.person.factor else {
      return """
        <p>\(AccountText.factorLead)</p>
        <div class="buttons">\(ActButton("begin-factor", AccountText.setUp, page.viewer, link).html)</div>
        """
    }
    return factor.confirmedAt.map(confirmed) ?? setUp(factor)
  }

  private func confirmed(_ at: Timestamp) -> HTML {
    let left = Int64(page.recoveryCodes)
    let remove: HTML =
      page.person.account.needsFactor
      ? "<p class=\"hint\">\(AccountText.adminRequiresIt)</p>"
      : codeForm("remove-factor", AccountText.removeIt, kind: "danger")
    return """
      <p>\(AccountText.factorSince(TimeText.html(at, now: page.now))) \(AccountText.codesLeft(left))</p>
      <details class="box"\(.open, if: isRefused)><summary>\(AccountText.changeIt)</summary>
      \(codeForm("renew-codes", AccountText.renewCodes))
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
      <p>\(AccountText.typeKey)</p>
      <p class="secret"><code>\(groups)</code></p>
      <p class="secret small"><code>\(uri)</code> <button type="button" class="copy"\(.dataCopy, uri) hidden>\(KitText.copy)</button></p>
      \(codeForm("confirm-factor", AccountText.confirm))
      """
  }

  private func codeForm(_ act: String, _ label: Phrase, kind: String = "primary") -> HTML {
    let fields = FormFields(act, page.refused)
    let hint = act == "confirm-factor" ? AccountText.codeOfApp : AccountText.codeOrRecovery
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
