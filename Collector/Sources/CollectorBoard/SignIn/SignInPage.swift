// The sign-in page: e-mail and password, or how to make the first account.

struct SignInPage: Sendable {
  var email = ""
  var problem: String?
  /// The page to open afterwards.
  var target: Link?
  var hasAccounts = true

  func rendered() -> String {
    Frame(title: AccessText.signIn, content: content).rendered()
  }

  private var content: HTML {
    guard hasAccounts else {
      return """
        <div class="sign-in">
        <h1>\(SignInText.noAccount)</h1>
        <p>\(SignInText.firstAccount)</p>
        <pre class="command"><code>tellback-collector user create you@example.com --role admin --data DIR</code></pre>
        <p><a class="button"\(.href, Link("sign-in"))>\(SignInText.haveDone)</a></p>
        </div>
        """
    }
    let alert: HTML? = problem.map { "<p class=\"alert\" role=\"alert\" id=\"problem\">\($0)</p>" }
    return """
      <div class="sign-in">
      <h1>\(AccessText.signIn)</h1>
      \(alert)
      <form method="post"\(.action, Link("sign-in"))>
      \(target.map { Field.hidden("to", $0.path) })
      <label class="stack"><span>\(KitText.email)</span>
      <input type="email" name="email" autocomplete="username" required maxlength="254"\(.value, email)\(.autofocus, if: email.isEmpty)></label>
      <label class="stack"><span>\(KitText.password)</span>
      <input type="password" name="password" autocomplete="current-password" required maxlength="1000"\(.autofocus, if: !email.isEmpty)></label>
      <button class="primary" type="submit">\(AccessText.signIn)</button>
      </form>
      </div>
      """
  }
}
