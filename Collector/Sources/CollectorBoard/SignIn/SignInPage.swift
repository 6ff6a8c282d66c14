// The door: e-mail and password, and what to do when there is no account at all.

struct SignInPage: Sendable {
  var email = ""
  var problem: String?
  /// Where to go afterwards.
  var target: Link?
  var hasAccounts = true

  func rendered() -> String {
    Frame(title: "Sign in", content: content).rendered()
  }

  private var content: HTML {
    guard hasAccounts else {
      return """
        <div class="door">
        <h1>No account yet</h1>
        <p>Make the first one on the machine that runs the collector; the password is read from standard input:</p>
        <pre class="command"><code>tellback-collector user create you@example.com --role admin --data DIR</code></pre>
        <p><a class="button"\(.href, Link("sign-in"))>I have done that</a></p>
        </div>
        """
    }
    let alert: HTML? = problem.map { "<p class=\"alert\" role=\"alert\" id=\"problem\">\($0)</p>" }
    return """
      <div class="door">
      <h1>Sign in</h1>
      \(alert)
      <form method="post"\(.action, Link("sign-in"))>
      \(target.map { Field.hidden("to", $0.target) })
      <label class="stack"><span>E-mail</span>
      <input type="email" name="email" autocomplete="username" required maxlength="254"\(.value, email)\(.autofocus, if: email.isEmpty)></label>
      <label class="stack"><span>Password</span>
      <input type="password" name="password" autocomplete="current-password" required maxlength="1000"\(.autofocus, if: !email.isEmpty)></label>
      <button class="primary" type="submit">Sign in</button>
      </form>
      </div>
      """
  }
}
