// Errors as pages. A refused request shows its own sentence; an unexpected failure shows a number that is also in the log.
import CollectorHTTP

enum ErrorPages {
  static func page(_ error: HTTPError, viewer: Viewer?, words: KeptWords = .none) -> HTTPResponse {
    let title =
      switch error.status {
      case 403: KitText.notAllowed
      case 404: KitText.notFound
      case 413: KitText.tooLarge
      case 429: KitText.tooManyAttempts
      case 503: KitText.unavailable
      default: KitText.failed
      }
    let text = NoticePage.render(
      title: title.text, text: RequestText.sentence(error), detail: words.html, viewer: viewer,
      way: viewer == nil
        ? (AccessText.signIn.text, Link("sign-in")) : (KitText.toTickets.text, Link()))
    var response = HTTPResponse.html(error.status, text)
    for field in error.headers.all { response.headers.set(field.name, field.value) }
    return response
  }

  static func failure(incident: String, viewer: Viewer?) -> HTTPResponse {
    .html(
      500,
      NoticePage.render(
        title: KitText.incident, text: KitText.incidentText,
        detail: "<p class=\"incident\"><code>\(incident)</code></p>", viewer: viewer, way: (KitText.toTickets, Link())))
  }
}
