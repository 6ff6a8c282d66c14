// What an admin filled in about somebody.
import CollectorCore
import CollectorHTTP

struct PersonForm: Sendable {
  private enum Missing: Error {
    case role, apps
  }

  private let form: HTTPForm

  init(_ form: HTTPForm) { self.form = form }

  var email: String { (form["email"] ?? "").trimmed }
  var token: Int64? { form["token"].flatMap { Int64($0) } }

  /// Without a name it is what stands before the @.
  var nameOrAddress: String {
    let name = (form["name"] ?? "").trimmed
    return name.isEmpty ? String(email.prefix { $0 != "@" }) : name
  }

  func role() throws -> StaffRole {
    guard let role = form["role"].flatMap(StaffRole.init(rawValue:)) else { throw Missing.role }
    return role
  }

  /// All of them, or those that are ticked.
  func apps(in store: any StoreReads) throws -> AppScope {
    guard form["scope"] != "all" else { return .all }
    let known = Set(try store.apps().map(\.id))
    let chosen = Set(form.values("app").compactMap { Int64($0).map(AppID.init) }).intersection(known)
    guard form["scope"] == "some", !chosen.isEmpty else { throw Missing.apps }
    return .only(chosen)
  }

  func profile() throws -> StaffProfile {
    let languages = (form["languages"] ?? "").split { $0 == "," || $0.isWhitespace }.map(String.init)
    let zone = (form["zone"] ?? "").trimmed
    // A name that this system does not know would show wrong times.
    guard zone.isEmpty || LocaleText.offset(ofZone: zone, at: .init(milliseconds: 0)) != nil else {
      throw StaffError.noTimeZone(zone)
    }
    return try StaffProfile(name: form["name"] ?? "", languages: languages, timeZone: zone.isEmpty ? nil : zone)
  }

  /// The field that is wrong, and what is wrong with it; nil for an error that is no fault of what was filled in.
  func problem(of error: any Error) -> (field: String, message: String)? {
    switch error {
    case Missing.role: ("role", PeopleText.chooseRole.text)
    case Missing.apps: ("app", PeopleText.chooseApps.text)
    case let error as StaffError:
      switch error {
      case .noEmail, .emailTaken: ("email", error.sentence)
      case .noName, .nameTooLong, .nameHasLines: ("name", error.sentence)
      case .tooManyLanguages, .noLanguage: ("languages", error.sentence)
      case .noTimeZone: ("zone", error.sentence)
      case .lastAdmin: ("", error.sentence)
      default: ("", error.sentence)
      }
    default: nil
    }
  }
}
