//! The thing that a path begins with: `service.backend` of `service.backend.memory`.

use super::View;
use super::find::behind;
use crate::resolve::ThingId;

/// The thing, and the path in it. Kind and name may have a blank between them.
pub fn locate<'p>(view: &View<'_>, path: &'p str) -> Option<(ThingId, &'p str)> {
    let fits = view.things.all().filter_map(|(thing, node)| {
        let kind = &*view.schema.kind(node.kind).name;
        let rest = path.strip_prefix(kind)?.strip_prefix(['.', ' '])?;
        let name = node.name(view.schema)?;
        Some((name.len(), thing, behind(rest, name)?))
    });
    // Names may hold dots: the longest is meant.
    fits.max_by_key(|(length, ..)| *length).map(|(_, thing, rest)| (thing, rest))
}
