// What is refused in settings: rules, groups, views, tags, canned answers, webhooks.
import CollectorCore
import TellbackWire

extension GroupError: Refusal {
  var german: String {
    switch self {
    case .noName: "Der Gruppe einen Namen geben."
    case .nameTooLong(let bytes): Limit.bytes("Der Name", bytes, StaffGroup.nameLimit)
    case .nameTaken(let name): "Eine Gruppe mit dem Namen „\(name)“ gibt es schon."
    case .tooMany: "Es gibt schon \(StaffGroup.limit) Gruppen, mehr sind nicht erlaubt; zuerst eine löschen."
    case .noSuchGroup: "Diese Gruppe gibt es nicht mehr."
    case .routedTo(let group, let rule):
      "Die Regel „\(rule)“ gibt Tickets an \(group.name). Zuerst die Regel ändern, dann die Gruppe löschen."
    }
  }
}

extension ViewError: Refusal {
  var german: String {
    switch self {
    case .noName: "Der Ansicht einen Namen geben."
    case .nameTooLong(let bytes): Limit.bytes("Der Name", bytes, SavedView.nameLimit)
    case .queryTooLong(let bytes):
      "Die Filter haben zusammen \(bytes) Byte; erlaubt sind höchstens \(SavedView.queryLimit) Byte. Einen weglassen."
    case .tooMany: "Es gibt schon \(SavedView.limit) eigene Ansichten, mehr sind nicht erlaubt; zuerst eine löschen."
    case .tooManyShared:
      "Es sind schon \(SavedView.sharedLimit) Ansichten geteilt, mehr sind nicht erlaubt; zuerst eine löschen."
    case .noSuchView: "Diese Ansicht gibt es nicht mehr, oder sie gehört jemand anderem."
    }
  }
}

extension TagError: Refusal {
  var german: String {
    switch self {
    case .empty: "Bitte zuerst ein Schlagwort schreiben."
    case .tooLong(let tag, let bytes): Limit.bytes("Das Schlagwort „\(tag.prefix(20))…“", bytes, TicketTag.bytes)
    case .notAllowed(let tag): "Das Schlagwort „\(tag.prefix(20))“ enthält ein Komma oder ein Steuerzeichen."
    case .tooMany(let number):
      "Ticket \(number) hätte mehr als \(TicketTag.limit) Schlagwörter, was nicht erlaubt ist. Zuerst eines entfernen."
    case .tooManyInApp:
      "Die App hat schon \(TicketTag.perApp) verschiedene Schlagwörter, mehr sind nicht erlaubt. Eines davon verwenden."
    }
  }
}

extension CannedAnswerError: Refusal {
  var german: String {
    switch self {
    case .noSuchAnswer: "Diesen Textbaustein gibt es nicht mehr."
    case .notYourApp:
      "Ein Textbaustein für alle Apps, oder für eine App, die das Konto nicht sieht, lässt sich hier nicht ändern."
    case .noName: "Dem Textbaustein einen Namen geben."
    case .nameTooLong(let bytes): Limit.bytes("Der Name", bytes, CannedAnswer.nameLimit)
    case .nameTaken(let name): "Einen Textbaustein mit dem Namen „\(name)“ gibt es schon."
    case .tooMany: "Es gibt schon \(CannedAnswer.limit) Textbausteine, mehr sind nicht erlaubt; zuerst einen löschen."
    case .noText: "Mindestens einen Text schreiben."
    case .tooManyTexts(let count): "Das sind \(count) Texte; erlaubt sind höchstens \(CannedAnswer.textLimit)."
    case .badLanguage(let tag, _):
      tag.isEmpty
        ? "Angeben, in welcher Sprache der Text ist, etwa de oder pt-BR."
        : "Die Sprache als Kürzel wie de oder pt-BR schreiben; hier steht „\(tag)“."
    case .emptyText: "Den Text für diese Sprache schreiben oder die Sprache weglassen."
    case .textTooLong(let bytes, _): Limit.bytes("Der Text", bytes, WireLimits.note)
    case .segmentTooLong(let bytes, _): Limit.bytes("Das Kundensegment", bytes, WireLimits.segment)
    case .doubled(let language, _): "Für dieselben Meldenden gibt es zwei Texte auf \(language); sie zusammenlegen."
    case .onlySegments: "Einen Text ohne Kundensegment schreiben: Alle anderen bekämen sonst nichts."
    case .tooManyBytes(let bytes):
      "Mit diesem Text haben alle Textbausteine \(bytes) Byte; erlaubt sind höchstens \(CannedAnswer.bytesLimit) Byte."
    }
  }
}

extension WebhookAddressError: Refusal {
  var german: String {
    switch self {
    case .tooLong(let bytes): Limit.bytes("Die Adresse", bytes, WebhookAddress.limit)
    case .noAddress:
      "Eine ganze Adresse wie https://hooks.example.com/tellback schreiben, nur aus einfachen Buchstaben, Ziffern und Zeichen."
    case .needsTLS:
      "Die Adresse muss mit https:// beginnen. Adressen im eigenen Netz dürfen mit http:// beginnen, wenn der Collector mit --allow-private-webhooks läuft."
    case .hasPassword: "Die Adresse darf weder Benutzernamen noch Passwort enthalten; der Empfänger prüft die Signatur."
    case .hasFragment: "Die Adresse darf kein # enthalten."
    }
  }
}

extension WebhookError: Refusal {
  var german: String {
    switch self {
    case .noName: "Dem Endpunkt einen Namen geben."
    case .nameTooLong(let bytes): Limit.bytes("Der Name", bytes, WebhookSettings.nameLimit)
    case .noEvents: "Mindestens ein Ereignis wählen."
    case .noApps: "Mindestens eine App wählen, oder alle."
    case .tooMany: "Es gibt schon \(Webhook.limit) Endpunkte, mehr sind nicht erlaubt; zuerst einen löschen."
    case .noSuchWebhook: "Diesen Endpunkt gibt es nicht mehr."
    case .noSuchDelivery: "Diese Zustellung gibt es nicht mehr."
    case .isDisabled: "Der Endpunkt ist deaktiviert. Ihn zuerst aktivieren."
    }
  }
}

extension RoutingError: Refusal {
  var german: String {
    switch self {
    case .noName: "Der Regel einen Namen geben; er steht im Verlauf jedes Tickets, das sie verteilt."
    case .nameTooLong(let bytes): Limit.bytes("Der Name", bytes, RoutingRule.nameLimit)
    case .nameTaken(let name): "Eine Regel mit dem Namen „\(name)“ gibt es schon."
    case .tooMany: "Es gibt schon \(RoutingRule.limit) Regeln, mehr sind nicht erlaubt. Zuerst eine löschen."
    case .noSuchRule(let id): "Die Regel \(id) gibt es nicht mehr."
    case .overtaken:
      "Jemand hat die Regeln geändert, nachdem diese Seite geöffnet wurde. Sie neu ansehen und es dann noch einmal versuchen."
    case .noEffect:
      "Angeben, was die Regel tut: eine Komponente, ein Schweregrad, eine Gruppe, eine zuständige Person oder ein Schlagwort."
    case .tooManyConditions(let count):
      "Die Regel hat \(count) Bedingungen; erlaubt sind höchstens \(RoutingRule.conditionLimit)."
    case .noValue(let name): "Einen Wert angeben für: \(RoutingText.subject(name))."
    case .tooManyValues(let name, let count):
      "Das sind \(count) Werte für: \(RoutingText.subject(name)); erlaubt sind höchstens \(RoutingCondition.valueLimit)."
    case .valueTooLong(let name, let bytes):
      Limit.bytes("Ein Wert für „\(RoutingText.subject(name))“", bytes, RoutingCondition.valueBytes)
    case .keyTooLong(let bytes):
      "Der Name eines Felds hat \(bytes) Byte; erlaubt sind 1 bis \(WireLimits.fieldKey) Byte."
    case .noVersion(let text):
      "„\(text.prefix(40))“ lässt sich nicht mit anderen Versionen vergleichen; eine wie 3.2 schreiben."
    case .oneVersion: "Eine Version zum Vergleichen angeben."
    case .noKind(let text):
      "„\(text.prefix(40))“ ist keine Art; möglich sind \(ReportKind.allCases.map(\.rawValue).joined(separator: ", "))."
    case .noWord(let text):
      "„\(text.prefix(40))“ enthält weder Buchstaben noch Ziffern; kein Text könnte es enthalten."
    case .componentTooLong(let bytes): Limit.bytes("Der Name der Komponente", bytes, TicketActions.componentLimit)
    case .tooManyTags(let count):
      "Die Regel vergibt \(count) Schlagwörter; erlaubt sind höchstens \(RoutingRule.tagLimit)."
    case .noSuchApp: "Diese App gibt es nicht."
    case .noSuchGroup: "Diese Gruppe gibt es nicht."
    case .groupSeesNot(let name):
      "In der Gruppe „\(name)“ könnte niemand diese Tickets übernehmen: Kein Mitglied kann sich anmelden und sieht die App."
    case .noSuchPerson: "Diese Person gibt es nicht."
    case .personGone(let name):
      "\(name) kann sich nicht anmelden: Das Konto ist deaktiviert oder die Einladung noch nicht angenommen."
    case .personSeesNot(let name):
      "\(name) sieht nicht jede App, für die diese Regel gilt. Die Regel für eine App anlegen, die \(name) sieht."
    case .personMayNot(let name, let role):
      "\(name) kann nicht für Tickets zuständig sein: Mit der Rolle \(role.name.german) ist Antworten nicht erlaubt."
    case .unreachable(let rule, let what, let other):
      "Die Regel „\(rule)“ könnte nie entscheiden (\(RoutingText.decision(what).german)): Wo sie passt, passt auch „\(other)“ weiter oben und hat es schon entschieden. Sie nach oben schieben, die andere enger fassen oder das weglassen."
    case .componentIsDecided:
      "Eine Regel, die nach der Komponente fragt, kann keine andere setzen: Wo sie passt, ist die Komponente schon entschieden."
    case .unknownComponent(let name, let rule):
      "Die Regel „\(rule)“ fragt nach der Komponente „\(name)“, die keine aktive Regel weiter oben setzt."
    }
  }
}

extension ServiceLevelError: Refusal {
  var german: String {
    switch self {
    case .noName: "Einen Namen angeben."
    case .nameTooLong(let bytes, let limit): "Das sind \(bytes) Byte; erlaubt sind höchstens \(limit) Byte."
    case .nameTaken(let name): "Einen Kalender mit dem Namen „\(name)“ gibt es schon."
    case .unknownZone(let zone):
      "„\(zone.prefix(64))“ ist keine Zeitzone, die der Collector kennt. Einen Namen der IANA-Datenbank wie Europe/Zurich schreiben, oder UTC. Die Zonen kommen mit der Swift-Laufzeit: Für eine neuere einen neueren Collector installieren."
    case .noWindow: "Für mindestens einen Tag eine Zeit angeben, in der jemand arbeitet."
    case .badWindow(let weekday, let text):
      "\(Self.day(weekday)): „\(text)“ ist kein Zeitfenster wie 09:00-12:00. Mehrere durch Kommas trennen."
    case .overlapping(let weekday): "\(Self.day(weekday)): Zwei Zeitfenster überschneiden sich."
    case .tooManyWindows(let weekday):
      "\(Self.day(weekday)): Ein Tag hat höchstens \(BusinessCalendar.windowLimit) Zeitfenster."
    case .holidayTextTooLong(let bytes):
      "Die Feiertage haben \(bytes) Byte; erlaubt sind höchstens \(BusinessCalendar.holidayTextLimit) Byte."
    case .badHoliday(let line, let text):
      "Zeile \(line): „\(text)“ ist kein Tag. 2026-12-25, 2026-12-24..2026-12-31 oder *-12-25 schreiben, dann einen Namen."
    case .tooManyHolidays(let what, let count):
      "Das sind \(count) Feiertage\(what == "written" ? "" : " in der Datei"); erlaubt sind höchstens \(BusinessCalendar.holidayLimit)."
    case .fileTooLarge(let bytes): Limit.bytes("Die Datei", bytes, CalendarFile.limit)
    case .badFile(let line, let why): "Zeile \(line) der Datei: \(why.german)"
    case .tooManyCalendars: "Es gibt schon \(ServiceSettings.calendarLimit) Kalender, mehr sind nicht erlaubt."
    case .noSuchCalendar: "Einen Kalender wählen."
    case .calendarInUse(let name): "Nach „\(name)“ werden Ziele gemessen. Ihnen zuerst einen anderen Kalender geben."
    case .tooManyTargets: "Es gibt schon \(ServiceSettings.targetLimit) Ziele, mehr sind nicht erlaubt."
    case .noSuchTarget: "Dieses Ziel gibt es nicht mehr."
    case .noTimes: "Mindestens eine Zeit angeben: für die erste Antwort, die nächste Antwort oder die Lösung."
    case .badMinutes(let text, let limit):
      "„\(text.prefix(40))“ ist keine Zeit wie 30m, 4h oder 2h 30m. Gemeint ist Arbeitszeit, 1 Minute bis \(limit / 60) Stunden."
    case .badLimit(let text): "„\(text.prefix(40))“ ist keine ganze Zahl von 1 bis \(WorkLimits.most)."
    case .noSuchApp: "Diese App gibt es nicht."
    case .noSuchPerson: "Personen mit einem Konto wählen."
    case .overtaken(let name):
      "\(name) hat andere Servicezeiten gespeichert, nachdem diese Seite geöffnet wurde. Sie ansehen und die eigenen dann speichern, wenn sie noch passen."
    case .tooLarge(let bytes):
      "Kalender und Ziele haben zusammen \(bytes) Byte; erlaubt sind höchstens \(ServiceSettings.byteLimit) Byte. Feiertage weglassen."
    }
  }

  private static func day(_ weekday: Int) -> String { KitText.weekdays[weekday].german }
}
