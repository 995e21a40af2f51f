//! Offices: the offices that a person held at a date, and the state that an organization belongs
//! to.

use super::{Archive, EntityIndex};
use crate::record::date::{Date, Day};
use crate::record::keys::Spanned;
use crate::record::model::Office;
use crate::record::vocabulary::OrganizationKind;
use crate::record::{Facts, Relation};

/// An office of a person.
#[derive(Clone, Copy, Debug)]
pub struct Tenure<'a> {
    /// The office as recorded.
    pub office: &'a Office,
    /// The organization of the office.
    pub organization: Option<EntityIndex>,
    /// True if it was certainly held at the date in question; false if that date, or one of the
    /// office, is not exact enough to tell.
    pub certain: bool,
}

/// Returns the first and the last day that a date may mean; the ends of the calendar where it is
/// open.
fn reach(date: &Date) -> (Day, Day) {
    let (first, last) = date.bounds();
    (first.unwrap_or(Day::FIRST), last.unwrap_or(Day::LAST))
}

impl Archive {
    /// Returns the offices of a person, in the order of the record.
    pub fn offices(&self, person: EntityIndex) -> impl Iterator<Item = Tenure<'_>> {
        let entity = self.entity(person);
        let offices = match entity.record.as_ref().map(|record| &record.facts) {
            Some(Facts::Person(keys)) => &keys.offices[..],
            _ => &[],
        };
        offices.iter().zip(&entity.offices).map(|(office, organization)| Tenure {
            office,
            organization: *organization,
            certain: true,
        })
    }

    /// Returns the offices that a person certainly held at a date or, if there are none, may have
    /// held. An office without a beginning was always held; one without an end still is.
    pub fn offices_at(&self, person: EntityIndex, date: &Date) -> Vec<Tenure<'_>> {
        let mut held: Vec<Tenure<'_>> = self
            .offices(person)
            .filter_map(|tenure| {
                let certain = is_held(tenure.office, date)?;
                Some(Tenure { certain, ..tenure })
            })
            .collect();
        if held.iter().any(|tenure| tenure.certain) {
            held.retain(|tenure| tenure.certain);
        }
        held
    }

    /// Returns the state of an organization: the nearest state among itself and its parents, or
    /// else the country that the nearest of them names. So an embassy belongs to the state that
    /// sent it, not to the country that it is in.
    pub fn state_of(&self, organization: EntityIndex) -> Option<EntityIndex> {
        let related = |index: EntityIndex, relation| self.entity(index).related(relation).next();
        // No organization is its own parent: such references were reported and removed.
        let above = |index: &EntityIndex| related(*index, Relation::Parent);
        let mut chain = std::iter::successors(Some(organization), above);
        let state = chain.clone().find(|index| self.is_state(*index));
        state.or_else(|| chain.find_map(|index| related(index, Relation::Country)))
    }

    fn is_state(&self, organization: EntityIndex) -> bool {
        match self.entity(organization).record.as_ref().map(|record| &record.facts) {
            Some(Facts::Organization(keys)) => {
                keys.kind.as_ref().is_some_and(|kind| kind.like == OrganizationKind::State)
            }
            _ => false,
        }
    }
}

/// Returns whether it is certain that an office was held at a date; none if it was not held.
fn is_held(office: &Office, date: &Date) -> Option<bool> {
    let (first, last) = reach(date);
    let ends = |key: &Option<Spanned<Date>>| key.as_ref().map(|date| reach(&date.value));
    let (begun, begun_for_certain) = ends(&office.from).unwrap_or((Day::FIRST, Day::FIRST));
    let (ended_for_certain, ended) = ends(&office.to).unwrap_or((Day::LAST, Day::LAST));
    let possible = begun <= last && first <= ended;
    possible.then_some(begun_for_certain <= first && last <= ended_for_certain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(from: &str, to: &str, at: &str) -> Option<bool> {
        let date = |text: &str| {
            (!text.is_empty()).then(|| Spanned::new(Date::parse(text).expect("a date"), 0..0))
        };
        let office = Office {
            title: "Minister".into(),
            organization: None,
            from: date(from),
            to: date(to),
            acting: None,
        };
        is_held(&office, &Date::parse(at).expect("a date"))
    }

    #[test]
    fn an_office_is_held_from_its_first_day_to_its_last() {
        for (from, to, at, expected) in [
            ("2004-03-09", "", "2004-03-08", None),
            ("2004-03-09", "", "2004-03-09", Some(true)),
            ("2004-03-09", "", "2025-02-27", Some(true)),
            ("2004-03-09", "2020-01-21", "2020-01-21", Some(true)),
            ("2004-03-09", "2020-01-21", "2020-01-22", None),
            ("", "2020-01-21", "1950-01-01", Some(true)),
            ("", "", "1950-01-01", Some(true)),
            // A year is not exact enough to tell the day within it.
            ("2008", "", "2008-05-01", Some(false)),
            ("2008", "", "2009-01-01", Some(true)),
            ("2008", "2012", "2012-12-31", Some(false)),
            ("2008-05-01", "", "2008", Some(false)),
            ("2008-05-01", "", "2007", None),
            // An interval must be wholly within the term.
            ("2004-03-09", "2018-01-01", "2017-08/2018-03", Some(false)),
            ("2004-03-09", "2018-06-01", "2017-08/2018-03", Some(true)),
            ("2010~", "", "201X", Some(false)),
        ] {
            assert_eq!(held(from, to, at), expected, "{from}/{to} at {at}");
        }
    }
}
