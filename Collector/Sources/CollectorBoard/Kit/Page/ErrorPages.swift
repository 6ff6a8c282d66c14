// Errors as pages. A refused request shows its own sentence; an unexpected failure shows a number that is also in the log.
import CollectorHTTP

enum ErrorPages {
  static func page(_ error: HTTPError, viewer: Viewer?, words: KeptWords = .none) -> HTTPResponse {
    let title =
      switch error.status {
      case 403: "Not allowed"
      case 404: "Not found"
      case 413: "Too large"
      case 429: "Too many attempts"
      case 503: "Busy"
      default: "That did not work"
      }
    let text = NoticePage.render(
      title: title, text: error.message, detail: words.html, viewer: viewer,
      way: viewer == nil ? ("Sign in", Link("sign-in")) : ("To the tickets", Link()))
    var response = HTTPResponse.html(error.status, text)
    for field in error.headers.all { response.headers.set(field.name, field.value) }
    return response
  }

  static func failure(incident: String, viewer: Viewer?) -> HTTPResponse {
    .html(
      500,
      NoticePage.render(
        title: "The board could not do that",
        text:
          "Nothing was changed. Try again. If it fails again, tell the operator of this collector: the cause is in its log under this number.",
        detail: "<p class=\"incident\"><code>\(incident)</code></p>", viewer: viewer, way: ("To the tickets", Link())))
  }
}
