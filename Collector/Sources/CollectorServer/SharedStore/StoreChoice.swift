// The store that a command is for: PostgreSQL where --store or the environment names it, else that of the data directory.

/// What is left of a command's words without the settings of its store.
struct StoreChoice {
  let address: StoreAddress?
  let arguments: [String]

  /// Throws ``UsageError`` for an address that is none.
  init(_ arguments: [String], environment: [String: String]) throws {
    var (rest, store, file) = ([String](), environment[Setting.store.environment], String?.none)
    file = environment[Setting.storePasswordFile.environment]
    var words = arguments[...]
    while let word = words.popFirst() {
      if word == "--" {
        rest += [word] + words
        break
      }
      guard
        let setting = [Setting.store, .storePasswordFile].first(where: {
          $0.flag == word || word.hasPrefix($0.flag + "=")
        })
      else {
        rest.append(word)
        continue
      }
      let value = word == setting.flag ? words.popFirst() : String(word.dropFirst(setting.flag.count + 1))
      guard let value else { throw UsageError("\(setting.flag) needs a value.") }
      if setting.key == Setting.store.key { store = value } else { file = value }
    }
    self.arguments = rest
    address = try Self.address(store ?? "", passwordFile: file ?? "")
  }

  /// Nil where the data directory keeps everything.
  static func address(_ store: String, passwordFile: String) throws -> StoreAddress? {
    guard !store.isEmpty else {
      guard passwordFile.isEmpty else { throw UsageError("store-password-file needs store: no database is named.") }
      return nil
    }
    return try StoreAddress(store, passwordFile: passwordFile)
  }
}
