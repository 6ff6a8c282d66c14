// How the export of one desk is read. A shape sees a record at a time and knows no file.
import CollectorCore
import TellbackWire

protocol Shape: Sendable {
  /// Members around which an object stands.
  static var lists: Set<String> { get }
  /// What is read, and what says nothing here, in the one spelling. Others are named to whoever imports.
  static var columns: Set<String> { get }
  /// Each needs one of these names: what a file must have to be this export. The first is the one to name.
  static var needed: [[String]] { get }
  static func take(_ record: inout SourceRecord)
}

extension ImportShape {
  var reader: (any Shape.Type)? {
    switch self {
    case .zendesk: ZendeskShape.self
    case .github: GitHubShape.self
    case .jira: JiraShape.self
    case .fider: FiderShape.self
    case .tellback: nil
    }
  }
}
