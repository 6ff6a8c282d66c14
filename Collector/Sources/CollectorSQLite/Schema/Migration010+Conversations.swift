// Of schema 10: messages between staff and one reporter, or all reporters of a ticket.

extension Schema {
  static let conversations010 = """
    """
}
