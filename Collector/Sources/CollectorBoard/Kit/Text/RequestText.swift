// What CollectorHTTP says of a request that it refuses, in the reader's language: the server knows one language, the board both.
import CollectorCore
import CollectorHTTP

enum RequestText {
  /// The German of the sentences that CollectorHTTP throws where a board's route runs, by their codes. A test reads its sources.
  static let german: [String: String] = [
    "out_of_memory": "Der Server hat dafür gerade keinen Speicher; bitte noch einmal versuchen.",
    "not_found": "Unter dieser Adresse gibt es nichts.",
    "bad_form": "Das Formular ist beschädigt angekommen. Zurückgehen und es noch einmal senden.",
    "unsupported_media_type": "Dieses Formular kam in einem Format, das das Board nicht liest.",
    "too_many_form_fields": "Das Formular hat zu viele Felder.",
    "internal_error": "Der Server konnte nicht antworten. Es wurde protokolliert; bitte später noch einmal versuchen.",
  ]

  /// The sentence of an error: one of the board's is in the reader's language already.
  static func sentence(_ error: HTTPError) -> String {
    german[error.code].map { Phrase(error.message, de: $0).text } ?? error.message
  }
}
