// A page as reports name it, such as `/checkout`, of the whole address that browsers tell. Queries stay out: they differ for everybody.
import TellbackWire

enum PageAddress {
  /// The path of a web address, and its fragment where that is a path too, as in `#/settings`; of anything else all before its
  /// query. At most ``WireLimits/page`` bytes.
  static func page(of address: String) -> String {
    let (whole, fragment) = split(address, at: "#")
    var (place, _) = split(whole, at: "?")
    for scheme in ["http://", "https://"] where place.lowercased().hasPrefix(scheme) {
      let rest = place.dropFirst(scheme.count)
      place = rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
    }
    var page = String(place)
    if let fragment, fragment.hasPrefix("/") || fragment.hasPrefix("!/") { page += "#" + split(fragment, at: "?").0 }
    return LooseJSON.cut(page, to: WireLimits.page).value
  }

  private static func split(_ text: some StringProtocol, at mark: Character) -> (Substring, Substring?) {
    let text = Substring(text)
    guard let place = text.firstIndex(of: mark) else { return (text, nil) }
    return (text[..<place], text[text.index(after: place)...])
  }
}
