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
      title: GroupText.title, section: .settings, viewer: viewer,
      content: """
        <div class="groups">
        \(SettingsTabs.html(.groups, viewer))
        <h1>\(GroupText.title)</h1>
        <p class="lead">\(GroupText.lead)</p>
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
      <label class="stack"><span class="label">\(GroupText.new)</span>
      <input type="text" name="name" maxlength="100" autocomplete="off"\(.value, fields.value("name"))\(fields.marks("name"))></label>
      \(fields.error("name"))
      <div class="buttons"><button type="submit" name="act" value="create">\(GroupText.makeIt)</button></div></form>
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
      <label class="stack"><span class="label">\(KitText.name)</span>
      <input type="text" name="name" maxlength="100" autocomplete="off"\(.value, fields.value("name", or: entry.group.name))\(fields.marks("name"))></label>
      \(fields.error("name"))
      <fieldset class="members"><legend>\(GroupText.members)</legend>\(choices)</fieldset>
      <div class="buttons"><button type="submit" name="act" value="save">\(KitText.save)</button>
      <button class="plain" type="submit" name="act" value="delete">\(GroupText.deleteIt)</button></div></form>
      """
  }
}
