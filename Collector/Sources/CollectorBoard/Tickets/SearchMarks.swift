// Marks the words of a search in an excerpt.
import CollectorCore

enum SearchMarks {
  static func html(_ text: String, search: String) -> HTML {
    let words = SearchTerm.marked(search, in: text)
    var html: HTML = .empty
    var position = text.startIndex
    while position < text.endIndex {
      let places = words.compactMap { SearchExcerpt.place(of: $0, in: text, from: position) }
      // The longer of two words that begin at the same place.
      guard
        let next = places.min(by: { ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound) })
      else { break }
      html += "\(String(text[position..<next.lowerBound]))<mark>\(String(text[next]))</mark>"
      position = next.upperBound
    }
    html += .text(String(text[position...]))
    return html
  }
}
