//! What a document costs: how many fields it may resolve, before it resolves any.
//!
//! A field costs one and, for each row it leads to, what is selected of a row.
//! A page has as many rows as are asked for. The library can count this too,
//! but spreads fragments out to do it and slows every field down to report it.

use std::collections::HashMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, Field, FragmentDefinition, OperationDefinition, OperationType, Selection, SelectionSet, TypeKind,
    TypeSystemDefinition,
};
use async_graphql::{Name, Positioned, Value, Variables};

/// How the name of a type ends that is a page of rows.
const PAGE: &str = "Connection";

/// Rows of a page when nothing is said.
const USUAL_PAGE: u64 = 20;
/// Most rows of a page, and most ids in a list.
const MOST_ROWS: u64 = 100;
/// Rows of a list that has no pages: the accounts of a party, the findings of a file.
const SHORT_LIST: u64 = 5;

/// What every field of the schema leads to.
pub(crate) struct Prices {
    types: HashMap<String, HashMap<String, Price>>,
}

struct Price {
    /// The type the field leads to.
    leads_to: String,
    rows: Rows,
}

#[derive(Clone, Copy)]
enum Rows {
    One,
    List,
    Page,
}

impl Prices {
    /// The prices of the schema written in `sdl`.
    ///
    /// # Errors
    /// `sdl` cannot be read.
    pub(crate) fn of(sdl: &str) -> Result<Self, async_graphql::parser::Error> {
        let mut types = HashMap::new();
        for definition in parse_schema(sdl)?.definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let fields = match definition.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                TypeKind::Scalar | TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::InputObject(_) => continue,
            };
            let name = definition.node.name.node.to_string();
            let prices = fields.into_iter().map(|field| {
                let price = Price::of(&field.node.ty.node.base);
                // The rows of a page were counted where the page was asked for.
                let rows = if name.ends_with(PAGE) { Rows::One } else { price.rows };
                (field.node.name.node.to_string(), Price { rows, ..price })
            });
            let prices = prices.collect();
            types.insert(name, prices);
        }
        Ok(Self { types })
    }

    /// What `operation` costs; `fragments` has no cycle.
    pub(crate) fn cost(
        &self,
        operation: &OperationDefinition,
        fragments: &HashMap<Name, Positioned<FragmentDefinition>>,
        variables: &Variables,
    ) -> u64 {
        let root = match operation.ty {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        };
        let mut bill = Bill { prices: self, operation, fragments, variables, known: HashMap::new() };
        bill.selections(&operation.selection_set.node, root)
    }
}

impl Price {
    fn of(ty: &BaseType) -> Self {
        match ty {
            BaseType::Named(name) => {
                let rows = if name.ends_with(PAGE) { Rows::Page } else { Rows::One };
                Self { leads_to: name.to_string(), rows }
            }
            BaseType::List(items) => Self { rows: Rows::List, ..Self::of(&items.base) },
        }
    }
}

struct Bill<'a> {
    prices: &'a Prices,
    operation: &'a OperationDefinition,
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    variables: &'a Variables,
    /// What each fragment costs, once that is known.
    known: HashMap<&'a str, u64>,
}

impl<'a> Bill<'a> {
    /// `set` selected of the type `of`.
    fn selections(&mut self, set: &'a SelectionSet, of: &'a str) -> u64 {
        let mut total = 0_u64;
        for selection in &set.items {
            let cost = match &selection.node {
                Selection::Field(field) => self.field(&field.node, of),
                Selection::InlineFragment(inline) => {
                    let of =
                        inline.node.type_condition.as_ref().map_or(of, |condition| condition.node.on.node.as_str());
                    self.selections(&inline.node.selection_set.node, of)
                }
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node),
            };
            total = total.saturating_add(cost);
        }
        total
    }

    fn field(&mut self, field: &'a Field, of: &'a str) -> u64 {
        // What is asked of the schema itself has no price: one a field.
        let price = self.prices.types.get(of).and_then(|fields| fields.get(field.name.node.as_str()));
        let (rows, leads_to) = price.map_or((1, ""), |price| (self.rows(field, price.rows), price.leads_to.as_str()));
        self.selections(&field.selection_set.node, leads_to).saturating_mul(rows).saturating_add(1)
    }

    fn fragment(&mut self, name: &'a Name) -> u64 {
        if let Some(known) = self.known.get(name.as_str()) {
            return *known;
        }
        let Some(fragment) = self.fragments.get(name) else { return 0 };
        let cost = self.selections(&fragment.node.selection_set.node, &fragment.node.type_condition.node.on.node);
        self.known.insert(name, cost);
        cost
    }

    fn rows(&self, field: &Field, rows: Rows) -> u64 {
        match rows {
            Rows::One => 1,
            Rows::Page => self.count(field, "first").or_else(|| self.count(field, "last")).unwrap_or(USUAL_PAGE),
            Rows::List => self.count(field, "ids").unwrap_or(SHORT_LIST),
        }
    }

    /// The number, or the length of the list, that `argument` gives; at most [`MOST_ROWS`].
    fn count(&self, field: &Field, argument: &str) -> Option<u64> {
        let written = field.get_argument(argument)?.node.clone();
        let given = written.into_const_with(|name| self.variable(&name).ok_or(())).ok()?;
        let count = match given {
            Value::Number(number) => number.as_u64(),
            Value::List(items) => u64::try_from(items.len()).ok(),
            Value::Null
            | Value::String(_)
            | Value::Boolean(_)
            | Value::Binary(_)
            | Value::Enum(_)
            | Value::Object(_) => None,
        };
        count.map(|count| count.min(MOST_ROWS))
    }

    fn variable(&self, name: &Name) -> Option<Value> {
        let default = || {
            let mut definitions = self.operation.variable_definitions.iter();
            definitions.find(|definition| definition.node.name.node == *name)?.node.default_value().cloned()
        };
        self.variables.get(name).cloned().or_else(default)
    }
}
