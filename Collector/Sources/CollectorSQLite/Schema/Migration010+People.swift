// Of schema 10: invitations, sessions, second factors and the audit log.

extension Schema {
  static let people010 = """
    """
}
