// Texts that nobody means well with: each has a bounded cost, counted, and others are found beside it as before.
import Testing

@testable import TellbackMatch

@Suite struct BadInputTests {
  private let now: Int64 = 1_700_000_000
  private let known = "The calendar cannot be read in dark mode, its letters are white on white"

  /// One sentence, "the app closes when I open the calendar" or near it, in 30 languages and 15 scripts.
  static let languages = """
    The app closes when I open the calendar. Die App schließt sich beim Öffnen des Kalenders. L’application se ferme à \
    l’ouverture. La aplicación se cierra al abrir el calendario. O aplicativo fecha ao abrir o calendário. L'app si \
    chiude aprendo il calendario. De app sluit bij het openen van de agenda. Appen stängs när jag öppnar kalendern. \
    Appen lukker når jeg åbner kalenderen. Appen lukkes når jeg åpner kalenderen på nytt. Sovellus sulkeutuu kun avaan \
    kalenterin. Aplikacja zamyka się przy otwieraniu kalendarza. Aplikace se zavře při otevření kalendáře. Az alkalmazás \
    bezárul a naptár megnyitásakor. Aplicația se închide la deschiderea calendarului. Uygulama takvimi açınca kapanıyor. \
    Ứng dụng đóng khi tôi mở lịch. Aplikasi tertutup saat membuka kalender. Приложение закрывается при открытии \
    календаря. Додаток закривається під час відкриття. Приложението се затваря при отваряне. Η εφαρμογή κλείνει στο \
    ημερολόγιο. האפליקציה נסגרת בפתיחת היומן. التطبيق يغلق عند فتح التقويم. कैलेंडर खोलने पर ऐप बंद हो जाता है. \
    แอปปิดเองเมื่อเปิดปฏิทิน. カレンダーを開くとアプリが閉じます。打开日历时应用会关闭。캘린더를 열면 앱이 닫힙니다. \
    აპლიკაცია იხურება კალენდრის გახსნისას.
    """

  static let texts: [(name: String, text: String)] = [
    ("nothing", ""), ("one character", "x"), ("one emoji", "👍"), ("one dense letter", "画"),
    ("nothing but emoji", String(repeating: "👍🏽👨‍👩‍👧‍👦🏳️‍🌈", count: 2_000)),
    ("100,000 of one letter", String(repeating: "a", count: 100_000)),
    ("100,000 characters of prose", String(repeating: "the quick brown fox jumps over it. ", count: 2_858)),
    ("one word repeated", String(repeating: "word ", count: 20_000)),
    ("one identifier without end", String(repeating: "aB1_", count: 25_000)),
    ("one number without end", String(repeating: "1.", count: 50_000)),
    ("one dense letter repeated", String(repeating: "画", count: 33_000)),
    ("accents on nothing", String(repeating: "\u{301}", count: 50_000)),
    ("one error line repeated", String(repeating: "error in line\n", count: 7_000)),
    ("other words without end", (0..<25_000).map { "w\($0 * 7)x" }.joined(separator: " ")),
    (
      "a stack trace of 5,000 lines",
      (0..<5_000).map { "  at com.example.Class\($0).method\($0 % 17)(File\($0).java:\($0))" }.joined(separator: "\n")
    ),
    ("30 languages", languages), ("30 languages, often", String(repeating: languages, count: 60)),
  ]

  /// What holds no word to be found by: nothing, symbols alone, and what is too long for a word.
  static let withoutWords: Set = ["nothing", "one character", "accents on nothing", "one identifier without end"]

  /// 40 ordinary reports; the last is the known one.
  private func makeIndex() throws -> MatchIndex {
    let index = MatchIndex()
    let things = ["button", "export", "login", "slider", "message"]
    for number in 0..<39 {
      let text = "The \(things[number % 5]) on page \(number) does nothing when pressed"
      try index.add(MatchDocument(text: text, time: now), id: MatchID(Int64(number)), group: MatchID(Int64(number)))
    }
    try index.add(MatchDocument(text: known, time: now), id: MatchID(39), group: MatchID(39))
    return index
  }

  @Test(arguments: texts.indices)
  func `a bad text is held in bounded memory, asked for at bounded cost, found again, and hides nobody`(
    place: Int
  ) throws {
    let text = Self.texts[place].text
    let name = Comment(rawValue: Self.texts[place].name)
    let index = try makeIndex()
    let limits = MatchIndex.QueryLimits()
    let records = index.forward.count
    let postings = index.postings.count
    let terms = index.dictionary.records.count
    try index.add(MatchDocument(text: text, time: now), id: MatchID(90), group: MatchID(190))
    // Bytes of a record: a folded title, its terms, and at most 512 terms of at most 5 bytes.
    #expect(index.parsed.terms.count <= ParsedDocument.maximumTerms, name)
    #expect(index.dictionary.records.count - terms <= ParsedDocument.maximumTerms, name)
    #expect(index.forward.count - records <= 2 + 255 + 5 * (ParsedDocument.maximumTitleTerms + 1 + 512), name)
    #expect(index.postings.count - postings <= 2 * 12 * ParsedDocument.maximumTerms, name)
    let result = index.match(MatchDocument(text: text, time: now), at: now)
    #expect(result.probability >= 0 && result.probability <= 1, name)
    #expect(index.work.postings <= limits.postings / 4 * 5, name)
    #expect(index.work.scored <= index.count, name)
    let isFound = !Self.withoutWords.contains(Self.texts[place].name)
    #expect(result.candidates.contains { $0.group == MatchID(190) } == isFound, name)
    if isFound { #expect(result.candidates.first?.group == MatchID(190), name) }
    // Beside the bad text, and with it around the words that matter, the known report is found.
    let asked = MatchDocument(title: "Calendar in dark mode cannot be read", text: "white letters on white", time: now)
    #expect(index.query(asked, limit: 1, at: now).first?.group == MatchID(39), name)
    let both = MatchDocument(title: asked.title, text: known + "\n" + text, time: now)
    #expect(index.query(both, limit: 3, at: now).map(\.group).contains(MatchID(39)), name)
    #expect(index.remove(MatchID(90)), name)
  }

  @Test func `of 30 languages in one text each one is found by its own sentence`() throws {
    let index = try makeIndex()
    try index.add(MatchDocument(text: Self.languages, time: now), id: MatchID(90), group: MatchID(190))
    let sentences = [
      "Sovellus sulkeutuu kun avaan kalenterin", "Ứng dụng đóng khi tôi mở lịch", "האפליקציה נסגרת בפתיחת היומן",
      "打开日历时应用会关闭", "აპლიკაცია იხურება კალენდრის გახსნისას", "कैलेंडर खोलने पर ऐप बंद हो जाता है",
    ]
    for sentence in sentences {
      let found = index.query(MatchDocument(text: sentence, time: now), limit: 1, at: now)
      #expect(found.first?.group == MatchID(190), Comment(rawValue: sentence))
    }
  }
}
