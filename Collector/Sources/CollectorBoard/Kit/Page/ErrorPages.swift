// Refusals and failures as pages. A refusal shows its own sentence; a failure shows a number that stands in the log.
import CollectorHTTP

enum ErrorPages {
  static func page(_ error: HTTPError, viewer: Viewer?, words: KeptWords = .none) -> HTTPResponse {
    let title =
      switch error.status {
      case 403: "That is not allowed"
      case 404: "There is nothing here"
      case 413: "That is too much at once"
      case 429: "Too many tries"
      case 503: "Too busy just now"
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
          "Nothing was changed. Try again; if it stays, whoever runs this collector finds the cause in its log under this number.",
        detail: "<p class=\"incident\"><code>\(incident)</code></p>", viewer: viewer, way: ("To the tickets", Link())))
  }
}
