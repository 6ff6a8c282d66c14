// What people begin a letter with: it says nothing of the matter, so no ticket is called by it.

/// Finds greetings at the beginning of a text, in the languages in which people write to the board most.
enum Greeting {
  /// Lower case, without accents.
  private static let openings: Set<String> = [
    "hi", "hello", "hey", "hallo", "dear", "good morning", "good afternoon", "good evening", "good day", "greetings",
    "to whom it may concern", "guten tag", "guten morgen", "guten abend", "liebe", "lieber", "liebes", "sehr geehrte",
    "sehr geehrter", "moin", "servus", "gruezi", "gruss gott", "bonjour", "bonsoir", "salut", "cher", "chere", "chers",
    "madame", "hola", "buenos dias", "buenas tardes", "buenas noches", "buenas", "estimado", "estimada", "estimados",
    "ciao", "salve", "buongiorno", "buonasera", "gentile", "egregio", "caro", "cara", "ola", "bom dia", "boa tarde",
    "boa noite", "prezado", "prezada", "prezados", "caros", "beste", "geachte", "goedemorgen", "goedemiddag",
    "goedendag", "goedenavond", "hej", "hei", "god dag", "kara", "kaere", "czesc", "dzien dobry", "witam", "szanowni",
    "dobry den", "ahoj", "merhaba", "selam", "sayin", "здравствуйте", "добрый день", "привет", "уважаемые", "вітаю",
    "добрий день", "γεια σας", "καλημερα", "こんにちは", "はじめまして", "お世話になっております", "你好", "您好",
    "안녕하세요", "สวัสดี", "สวัสดีครับ", "สวัสดีค่ะ", "नमस्ते", "שלום", "مرحبا", "السلام عليكم",
  ]
  /// Who is greeted beside a name, which begins with a capital.
  private static let addressees: Set<String> = [
    "team", "all", "everyone", "everybody", "there", "support", "sir", "madam", "or", "and", "folks", "guys", "friends",
    "colleagues", "crew", "again", "zusammen", "alle", "und", "liebes", "sehr", "geehrte", "geehrter", "tous", "toutes",
    "a", "et", "equipe", "madame", "monsieur", "mesdames", "messieurs", "equipo", "todos", "todas", "y", "senores",
    "tutti", "e", "tutto", "il", "lo", "staff", "time", "pessoal", "allemaal", "iedereen", "en", "alla", "panstwo",
    "команда", "коллеги", "всем", "день", "pan", "pani", "ekip", "herkese",
  ]
  /// Words of the longest opening.
  private static let longest = 5
  /// A greeting with the names in it ends within so many words; what is longer is a sentence.
  private static let wordLimit = 7
  /// Greetings that follow each other: `Hi, dear team,`.
  private static let repeats = 3

  /// The text after its greetings; the whole text when nothing else is said.
  static func skipped(in text: String) -> Substring {
    var rest = text[...]
    for _ in 0..<repeats {
      guard let after = afterGreeting(rest) else { break }
      rest = after
    }
    return rest.contains { $0.isLetter || $0.isNumber } ? rest : text[...]
  }

  /// What follows a greeting that ends at a comma, an exclamation mark, a full stop or a line's end. `Hello world page is
  /// empty` has no such end, so it is no greeting; nor is `Hi the app crashes, help`, which greets nobody.
  private static func afterGreeting(_ text: Substring) -> Substring? {
    let trimmed = text.drop { $0.isWhitespace || $0.isPunctuation }
    // A name in a greeting is short, so an end that lies further off is none.
    guard let end = trimmed.prefix(100).firstIndex(where: isEnd) else { return nil }
    let words = trimmed[..<end].split { $0.isWhitespace }
    guard (1...wordLimit).contains(words.count) else { return nil }
    let plain = words.map(folded)
    for count in (1...min(longest, words.count)).reversed()
    where openings.contains(plain.prefix(count).joined(separator: " ")) {
      let isAddress = zip(words, plain).dropFirst(count).allSatisfy { word, plain in
        addressees.contains(plain) || word.first.map { $0.isUppercase || !$0.isLowercase } ?? true
      }
      return isAddress ? trimmed[trimmed.index(after: end)...] : nil
    }
    return nil
  }

  private static func isEnd(_ character: Character) -> Bool {
    character.isNewline || ",!.;:、。，！؛،".contains(character)
  }

  /// Lower case, accents of Latin and Greek letters gone: canonical decomposition's first scalar.
  private static func folded(_ word: Substring) -> String {
    var result = ""
    for character in word.lowercased() {
      let scalars = String(character).decomposedScalars
      guard let base = scalars.first, base.properties.isAlphabetic, base.value < 0x0400 else {
        result.append(character)
        continue
      }
      result += base == "ß" ? "ss" : String(base)
    }
    return result
  }
}

extension String {
  /// Canonically decomposed: Swift compares and hashes by it and offers no view of it, so letters are looked up by name.
  fileprivate var decomposedScalars: [Unicode.Scalar] {
    guard unicodeScalars.count == 1, let scalar = unicodeScalars.first, scalar.value > 0x7F else {
      return Array(unicodeScalars)
    }
    return Self.plain[scalar].map { [$0] } ?? [scalar]
  }

  /// The accented letters of the greetings.
  private static let plain: [Unicode.Scalar: Unicode.Scalar] = [
    "à": "a", "á": "a", "â": "a", "ã": "a", "ä": "a", "å": "a", "ç": "c", "ć": "c", "č": "c", "è": "e", "é": "e",
    "ê": "e",
    "ë": "e", "ě": "e", "ę": "e", "í": "i", "ì": "i", "ı": "i", "ń": "n", "ñ": "n", "ó": "o", "ò": "o", "ô": "o",
    "õ": "o",
    "ö": "o", "ø": "o", "ś": "s", "š": "s", "ú": "u", "ù": "u", "û": "u", "ü": "u", "ý": "y", "ż": "z", "ź": "z",
    "ž": "z",
    "ά": "α", "έ": "ε", "ή": "η", "ί": "ι", "ό": "ο", "ύ": "υ", "ώ": "ω",
  ]
}
