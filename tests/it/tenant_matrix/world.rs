//! Everything there is, and whose it is.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use schema::ids::PartyId;
use serde_json::Value;
use tests::App;
use uuid::Uuid;

use super::furnish::{CONTACTS, TAG};
use super::table::{Sight, sight};
use super::things::THINGS;
use super::viewer::Viewer;

/// Something with an id.
#[derive(Debug)]
pub(super) struct Thing {
    pub(super) of_type: &'static str,
    /// Whose it is.
    pub(super) parties: BTreeSet<Uuid>,
    /// Whom else it concerns.
    pub(super) others: BTreeSet<Uuid>,
    /// The person whose it is.
    pub(super) staff: Option<Uuid>,
    /// The party from whose account it came.
    pub(super) source: Option<Uuid>,
    pub(super) uuid: Uuid,
}

/// Objects of one type and one owner that are looked at.
const OF_EACH: usize = 3;

/// Lengths of the forms that an id has in a text: the letters behind its prefix, a uuid without and with hyphens.
const LENGTHS: [usize; 3] = [26, 32, 36];

/// Everything there is, by its id; what is personal of it: whose, and the text; and every form of each id.
pub(super) struct World(pub(super) BTreeMap<String, Thing>, Vec<(Option<Uuid>, String)>, HashMap<String, Vec<String>>);

/// Personal data: the names of customers with who they are of; and what is masked even for them.
const PERSONAL: &str = "select id || ' ' || name from parties where kind = 'customer'";

impl World {
    /// What is in the database now: asked of the tables, so that nothing that should be found can be forgotten.
    pub(super) fn of(app: &App) -> Self {
        let mut things = BTreeMap::new();
        for (of_type, prefix, query) in THINGS {
            for row in app.rows(query) {
                let mut words = row.split_whitespace();
                let prefix = if prefix.is_empty() { words.next().unwrap() } else { prefix };
                let uuid: Uuid = words.next().unwrap().parse().unwrap();
                let id = PartyId::from_uuid(uuid).with_prefix(prefix);
                things.entry(id).or_insert_with(|| Thing::new(of_type, uuid)).extend(words);
            }
        }
        let of_customers = app.rows(PERSONAL).into_iter().map(|row| {
            let (id, name) = row.split_once(' ').unwrap();
            (Some(id.parse().unwrap()), name.to_owned())
        });
        let always = CONTACTS.into_iter().flatten().filter(|text| *text != TAG).map(|text| (None, text.to_owned()));
        let mut forms = HashMap::<_, Vec<String>>::new();
        for (id, thing) in &things {
            for form in thing.forms(id) {
                assert!(LENGTHS.contains(&form.len()), "{form}");
                forms.entry(form).or_default().push(id.clone());
            }
        }
        Self(things, of_customers.chain(always).collect(), forms)
    }

    /// The full name of a customer whose `thing` is, when `viewer` is of its people.
    pub(super) fn in_full(&self, viewer: &Viewer<'_>, thing: &Thing) -> Option<&str> {
        let is_of = |(of, _): &&(Option<Uuid>, String)| *of == Some(viewer.party.id);
        self.1.iter().filter(|_| thing.parties.contains(&viewer.party.id)).find(is_of).map(|(_, name)| name.as_str())
    }

    /// What an answer tells the id of.
    pub(super) fn of_answer(&self, answer: &Value) -> Option<&Thing> {
        self.0.get(answer["id"].as_str()?)
    }

    /// Personal data in `text` that are masked for `viewer`.
    pub(super) fn bared(&self, viewer: &Viewer<'_>, text: &str) -> Option<&str> {
        let mut masked = self.1.iter().filter(|(of, _)| *of != Some(viewer.party.id));
        masked.find(|(_, personal)| text.contains(personal)).map(|(_, personal)| personal.as_str())
    }

    /// Ids of one type: the first few of each owner.
    pub(super) fn some_of_each_owner(&self, of_type: &str) -> Vec<&String> {
        let mut of_owner = BTreeMap::<_, Vec<&String>>::new();
        for (id, thing) in self.0.iter().filter(|(_, thing)| thing.of_type == of_type) {
            of_owner.entry((&thing.parties, &thing.others, thing.staff)).or_default().push(id);
        }
        of_owner.into_values().flat_map(|ids| ids.into_iter().take(OF_EACH)).collect()
    }

    /// The ids of one type that `viewer` may see, by `sight`.
    pub(super) fn seen(&self, viewer: &Viewer<'_>, of_type: &str, sight: Sight) -> BTreeSet<String> {
        let seen = self.0.iter().filter(|(_, thing)| thing.of_type == of_type && viewer.sees(sight, thing));
        seen.map(|(id, _)| id.clone()).collect()
    }

    /// The first id in `text`, in whatever form, of something that `viewer` may not see.
    pub(super) fn leak(&self, viewer: &Viewer<'_>, text: &str) -> Option<&str> {
        let is_hidden = |id: &&String| {
            let thing = &self.0[*id];
            !viewer.sees(type_sight(thing.of_type), thing)
        };
        let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        let words = text.split(|letter| !is_of_word(letter));
        // Any part of a word may be one: cursors and keys are made of several.
        let parts = words.flat_map(|word| {
            let starts = (0..word.len()).flat_map(|start| LENGTHS.map(|length| (start, start + length)));
            starts.filter_map(|(start, end)| word.get(start..end))
        });
        parts.filter_map(|part| self.2.get(part)).flatten().find(is_hidden).map(String::as_str)
    }
}

impl Thing {
    const fn new(of_type: &'static str, uuid: Uuid) -> Self {
        Self { of_type, parties: BTreeSet::new(), others: BTreeSet::new(), staff: None, source: None, uuid }
    }

    /// What the id looks like wherever it is told.
    fn forms(&self, id: &str) -> [String; 3] {
        let letters = id.split_once('_').map_or(id, |(_, letters)| letters);
        [letters.to_owned(), self.uuid.simple().to_string(), self.uuid.to_string()]
    }

    /// Takes in what a row of `THINGS` says behind the id.
    fn extend<'a>(&mut self, words: impl Iterator<Item = &'a str>) {
        for word in words {
            match word.split_at(1) {
                ("@", staff) => self.staff = staff.parse().ok(),
                ("~", source) => self.source = source.parse().ok(),
                ("+", other) => drop(self.others.insert(other.parse().unwrap())),
                _ => drop(self.parties.insert(word.parse().unwrap())),
            }
        }
    }
}

/// Who may see an object of the type at all. A transaction is no object: it is told with its transfers.
pub(super) fn type_sight(of_type: &str) -> Sight {
    if of_type == "Transaction" { Sight::Money } else { sight(of_type, "id") }
}
