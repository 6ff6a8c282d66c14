// An app imports only Tellback; the types on the wire (ReportKind, FieldValue, ReportID ...) come with it.
@_exported import TellbackWire
