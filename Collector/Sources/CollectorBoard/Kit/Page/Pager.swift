// Where one is in a list of several pages.
import CollectorCore

/// Links to the pages around this one.
enum Pager {
  /// `what` says how many there are: `12 reports`.
  static func html(page: Int, size: Int, total: Int, what: (Int64) -> Phrase, link: (Int) -> Link) -> HTML {
    let pages = max(1, (total + size - 1) / size)
    guard total > 0, page <= pages else { return .empty }
    let all = what(Int64(total))
    let (first, last) = (Int64((page - 1) * size + 1), Int64(min(page * size, total)))
    let span = total <= size ? all : KitText.range(first, last, of: all)
    let newer: HTML? = page > 1 ? "<a rel=\"prev\"\(.href, link(page - 1))>\(KitText.previous)</a>" : nil
    let older: HTML? = page < pages ? "<a rel=\"next\"\(.href, link(page + 1))>\(KitText.next)</a>" : nil
    return """
      <nav class="pager"\(.ariaLabel, KitText.pages)><span class="quiet">\(span)</span>\(newer)\(older)</nav>
      """
  }
}
