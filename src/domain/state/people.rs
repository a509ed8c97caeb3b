//! Who works here, as the state knows it.

use super::State;
use crate::domain::folded::Folded;
use crate::domain::id::StaffId;
use crate::domain::name::capital;
use crate::domain::site::Staff;

impl State {
    /// The member of staff of this identity.
    pub fn staff(&self, id: &StaffId) -> Option<&Staff> {
        self.staff.get(id).map(Folded::value)
    }

    /// Everybody who works or has worked here.
    pub fn all_staff(&self) -> impl Iterator<Item = (&StaffId, &Staff)> {
        self.staff.iter().map(|(id, folded)| (id, folded.value()))
    }

    /// True when somebody was set up to work here: then rights count and screens lock.
    pub fn has_staff(&self) -> bool {
        self.all_staff().any(|(_, member)| member.is_active())
    }

    /// The name of a member of staff; the one user of a site without staff is `Owner`.
    pub fn staff_name(&self, id: &StaffId) -> String {
        let saved = self.staff.get(id).and_then(|folded| folded.value().saved.as_ref());
        saved.map_or_else(|| capital(&id.0), |saved| saved.name.clone())
    }
}
