// The groups, each with its name and who belongs to it.
import CollectorCore
import TellbackWire

struct GroupPage: Sendable {
  let groups: [(group: StaffGroup, members: Set<Int64>)]
  let people: [StaffAccount]
  let viewer: Viewer
  let done: Flash?
  let refused: RefusedForm?

  func rendered() -> String {
    Frame(
      title: "Groups", section: .settings, viewer: viewer,
      content: """
        <div class="groups">
        \(SettingsTabs.html(.groups, viewer))
        <h1>Groups</h1>
        <p class="lead">A ticket can be handed to a group: everybody in it sees the ticket in their work, and one of them claims it.</p>
        \(Done.html(done))
        \(groups.map(form))
        \(new)
        </div>
        """
    ).rendered()
  }

  private var new: HTML {
    let fields = FormFields("new-group", refused)
    return """
      <form class="act" method="post" id="new-group"\(.action, Link("groups"))>\(Field.token(viewer))
      <label class="stack"><span class="label">New group</span>
      <input type="text" name="name" maxlength="100" autocomplete="off"\(.value, fields.value("name"))\(fields.marks("name"))></label>
      \(fields.error("name"))
      <div class="buttons"><button type="submit" name="act" value="create">Make it</button></div></form>
      """
  }

  private func form(_ entry: (group: StaffGroup, members: Set<Int64>)) -> HTML {
    let id = "group-\(entry.group.id)"
    let fields = FormFields(id, refused)
    let choices = people.map { person -> HTML in
      let isIn = fields.isChosen("member", String(person.id), or: entry.members.contains(person.id))
      return """
        <label class="choice-row"><input type="checkbox" name="member"\(.value, String(person.id))\(.checked, if: isIn)> <span>\(Words.inline(person.name, limit: 80)) <span class="quiet">\(person.role.label)</span></span></label>
        """
    }
    return """
      <form class="act" method="post"\(.id, id)\(.action, Link("groups"))>\(Field.token(viewer))\(Field.hidden("group", String(entry.group.id)))
      <label class="stack"><span class="label">Name</span>
      <input type="text" name="name" maxlength="100" autocomplete="off"\(.value, fields.value("name", or: entry.group.name))\(fields.marks("name"))></label>
      \(fields.error("name"))
      <fieldset class="members"><legend>Who belongs to it</legend>\(choices)</fieldset>
      <div class="buttons"><button type="submit" name="act" value="save">Save</button>
      <button class="plain" type="submit" name="act" value="delete">Delete the group</button></div></form>
      """
  }
}
