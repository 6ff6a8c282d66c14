// Of schema 10: who has claimed a ticket, groups, and waits that end by themselves.

extension Schema {
  static let owners010 = """
    """
}
