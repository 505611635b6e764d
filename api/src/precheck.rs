//! What a GraphQL document may ask for, decided before the library reads it.
//!
//! async-graphql expands fragments wherever they are spread, clones variables
//! wherever they are used and descends as deep as the text does, so each of its
//! own checks can be made to cost more than the whole request may. The checks
//! here cost one pass over the text and one over the parsed document: a
//! fragment is counted once, however often it is spread.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, FragmentDefinition, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::{Name, Positioned, Value, Variables};
use async_graphql_value::Value as Written;

/// Brackets open at one place in the text; the parser recurses on each.
pub const MAX_NESTING: usize = 64;
/// Operations in a document, of which one is run.
pub const MAX_OPERATIONS: usize = 10;
/// Fragments in a document.
pub const MAX_FRAGMENTS: usize = 20;
/// Aliases in a document.
pub const MAX_ALIASES: usize = 30;
/// Uses of variables in a document.
pub const MAX_VARIABLE_USES: usize = 200;
/// Selections of a document with every fragment spread out.
pub const MAX_SELECTIONS: usize = 1000;
/// Fields at the root of a mutation, each of which is a transaction.
pub const MAX_MUTATIONS: usize = 10;

/// Why a document is not run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// More of something than one document may hold.
    #[error("the document has more than {limit} {what}")]
    TooMany {
        /// What there is too much of, in the plural.
        what: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// A string that does not end. The parser would try to read it in every other way there is.
    #[error("a string does not end")]
    OpenString,
    /// A fragment spreads itself, at once or by way of others.
    #[error("a fragment spreads itself")]
    Cycle,
    /// Several operations and no `operationName`, or one that names none of them.
    #[error("`operationName` must name one operation of the document")]
    NoSuchOperation,
    /// A variable that may not be null has no value.
    #[error("the variable `{0}` is required")]
    VariableMissing(Name),
}

/// Refuses text whose brackets nest deeper than [`MAX_NESTING`].
///
/// Strings and comments are skipped as the grammar does. Runs before the
/// parser, which recurses on every open bracket and knows no bound of its own.
///
/// # Errors
/// [`Refused::TooMany`], [`Refused::OpenString`].
pub fn check_nesting(text: &str) -> Result<(), Refused> {
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some(at) = rest.find(['{', '[', '(', '}', ']', ')', '"', '#']) {
        let (token, after) = rest.split_at(at).1.split_at(1);
        rest = after;
        match token {
            "\"" => rest = after_string(after).ok_or(Refused::OpenString)?,
            "#" => rest = after.find(['\n', '\r']).map_or("", |end| after.split_at(end).1),
            "}" | "]" | ")" => depth = depth.saturating_sub(1),
            _ => depth += 1,
        }
        if depth > MAX_NESTING {
            return Err(Refused::TooMany { what: "nested brackets", limit: MAX_NESTING });
        }
    }
    Ok(())
}

/// What follows a string whose opening quote has been read.
fn after_string(text: &str) -> Option<&str> {
    match text.strip_prefix("\"\"") {
        Some(block) => after_quotes(block, "\"\"\"", "\\\"\"\""),
        None => after_quotes(text, "\"", "\\\""),
    }
}

/// What follows `quotes`, unless they are `escaped`.
fn after_quotes<'a>(text: &'a str, quotes: &str, escaped: &str) -> Option<&'a str> {
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '"']) {
        rest = rest.split_at(at).1;
        if let Some(after) = rest.strip_prefix(quotes) {
            return Some(after);
        }
        // `\\` hides no quote, except in a block string, where it is two plain characters.
        let plain = rest.strip_prefix("\\\\").filter(|_| quotes.len() == 1);
        rest = rest.strip_prefix(escaped).or(plain).unwrap_or_else(|| rest.split_at(1).1);
    }
    None
}

/// The operation that will be run, and the fragments it may need.
#[derive(Debug)]
pub struct Checked {
    /// The one operation.
    pub operation: Positioned<OperationDefinition>,
    /// Fragments; none spreads itself.
    pub fragments: HashMap<Name, Positioned<FragmentDefinition>>,
}

/// Leaves of `document` the operation that will be run and what it needs.
///
/// # Errors
/// [`Refused`], the first reason found.
pub fn check(
    document: ExecutableDocument,
    operation_name: Option<&str>,
    variables: &Variables,
) -> Result<Checked, Refused> {
    let ExecutableDocument { operations, mut fragments } = document;
    let total = operations.iter().count();
    at_most(total, MAX_OPERATIONS, "operations")?;
    at_most(fragments.len(), MAX_FRAGMENTS, "fragments")?;

    let operation = chosen(operations, operation_name)?;
    let mut counter = Counter::new(&fragments);
    counter.selections(&operation.node.selection_set.node)?;
    if operation.node.ty == OperationType::Mutation {
        at_most(counter.roots(&operation.node.selection_set.node), MAX_MUTATIONS, "mutations")?;
    }
    if total == 1 {
        for name in fragments.keys() {
            counter.fragment(name)?;
        }
    } else {
        let needed = counter.seen.keys().map(|name| (*name).to_owned()).collect::<HashSet<_>>();
        fragments.retain(|name, _| needed.contains(name.as_str()));
    }
    check_variables(&operation.node, variables)?;
    Ok(Checked { operation, fragments })
}

impl Checked {
    /// The document as the library takes it.
    #[must_use]
    pub fn into_document(self) -> ExecutableDocument {
        ExecutableDocument { operations: DocumentOperations::Single(self.operation), fragments: self.fragments }
    }
}

fn at_most(found: usize, limit: usize, what: &'static str) -> Result<(), Refused> {
    if found > limit { Err(Refused::TooMany { what, limit }) } else { Ok(()) }
}

fn chosen(operations: DocumentOperations, wanted: Option<&str>) -> Result<Positioned<OperationDefinition>, Refused> {
    match (operations, wanted) {
        (DocumentOperations::Single(only), None) => Ok(only),
        (DocumentOperations::Single(_), Some(_)) => Err(Refused::NoSuchOperation),
        (DocumentOperations::Multiple(mut named), Some(wanted)) => named.remove(wanted).ok_or(Refused::NoSuchOperation),
        (DocumentOperations::Multiple(named), None) => {
            match <[_; 1]>::try_from(named.into_values().collect::<Vec<_>>()) {
                Ok([only]) => Ok(only),
                Err(_several) => Err(Refused::NoSuchOperation),
            }
        }
    }
}

/// The library finds a missing variable only while it runs, when half the answer is made.
fn check_variables(operation: &OperationDefinition, variables: &Variables) -> Result<(), Refused> {
    for definition in &operation.variable_definitions {
        let name = &definition.node.name.node;
        let is_missing = match variables.get(name) {
            None => definition.node.default_value.is_none(),
            Some(given) => *given == Value::Null,
        };
        if is_missing && !definition.node.var_type.node.nullable {
            return Err(Refused::VariableMissing(name.clone()));
        }
    }
    Ok(())
}

/// What is known of a fragment while a document is counted.
enum Seen {
    /// It is being counted: to meet it again is a cycle.
    Open,
    /// It spreads out to this many selections.
    Selections(usize),
}

struct Counter<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    seen: HashMap<&'a str, Seen>,
    aliases: usize,
    variable_uses: usize,
}

impl<'a> Counter<'a> {
    fn new(fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>) -> Self {
        Self { fragments, seen: HashMap::new(), aliases: 0, variable_uses: 0 }
    }

    fn selections(&mut self, set: &'a SelectionSet) -> Result<usize, Refused> {
        let mut total = 0_usize;
        for selection in &set.items {
            let found = match &selection.node {
                Selection::Field(field) => self.field(&field.node)?,
                Selection::InlineFragment(inline) => self.selections(&inline.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node)?,
            };
            for directive in selection.node.directives() {
                self.arguments(&directive.node.arguments)?;
            }
            total = total.saturating_add(found).saturating_add(1);
        }
        at_most(total, MAX_SELECTIONS, "selections with its fragments spread out")?;
        Ok(total)
    }

    fn field(&mut self, field: &'a Field) -> Result<usize, Refused> {
        self.aliases += usize::from(field.alias.is_some());
        at_most(self.aliases, MAX_ALIASES, "aliases")?;
        self.arguments(&field.arguments)?;
        self.selections(&field.selection_set.node)
    }

    fn fragment(&mut self, name: &'a Name) -> Result<usize, Refused> {
        match self.seen.get(name.as_str()) {
            Some(Seen::Open) => return Err(Refused::Cycle),
            Some(Seen::Selections(known)) => return Ok(*known),
            None => {}
        }
        // An unknown fragment is the library's to refuse: it names the place.
        let Some(fragment) = self.fragments.get(name) else { return Ok(0) };
        self.seen.insert(name, Seen::Open);
        let total = self.selections(&fragment.node.selection_set.node)?;
        self.seen.insert(name, Seen::Selections(total));
        Ok(total)
    }

    fn arguments(&mut self, arguments: &[(Positioned<Name>, Positioned<Written>)]) -> Result<(), Refused> {
        self.variable_uses += arguments.iter().map(|(_, value)| variable_uses(&value.node)).sum::<usize>();
        at_most(self.variable_uses, MAX_VARIABLE_USES, "uses of variables")
    }

    /// Fields at the root, through fragments. The walk is short: the selections have been counted.
    fn roots(&self, set: &SelectionSet) -> usize {
        set.items
            .iter()
            .map(|selection| match &selection.node {
                Selection::Field(_) => 1,
                Selection::InlineFragment(inline) => self.roots(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => self
                    .fragments
                    .get(&spread.node.fragment_name.node)
                    .map_or(0, |fragment| self.roots(&fragment.node.selection_set.node)),
            })
            .sum()
    }
}

fn variable_uses(value: &Written) -> usize {
    match value {
        Written::Variable(_) => 1,
        Written::List(items) => items.iter().map(variable_uses).sum(),
        Written::Object(fields) => fields.values().map(variable_uses).sum(),
        Written::Null
        | Written::Number(_)
        | Written::String(_)
        | Written::Boolean(_)
        | Written::Binary(_)
        | Written::Enum(_) => 0,
    }
}
