//! Documents made from the schema, so that a new field is asked for without anybody's doing.

use tests::{Field, Sdl, Type};

/// Rows of a list that is read whole: more than anything of the channel has.
const ALL_ROWS: usize = 12;
/// Rows of a list in a list in a list.
const SOME_ROWS: usize = 4;

/// What a field that must be told something is told: by the name of the field.
const TOLD: &[(&str, &str)] = &[
    ("agreements", "purpose: REGISTER, locale: EN"),
    ("auditVerification", "partyId: \"ven_01h455vb4pex5vsknk084sn02q\""),
    ("balanceAt", "at: \"2026-03-10T07:00:00Z\""),
    ("bankReconciliation", "bankAccountId: \"bac_01h455vb4pex5vsknk084sn02q\", on: \"2026-03-10\""),
    (
        "bankReconciliations",
        "bankAccountId: \"bac_01h455vb4pex5vsknk084sn02q\", from: \"2026-03-10\", to: \"2026-03-11\"",
    ),
    ("invitation", "token: \"nothing\""),
    ("invitationPreview", "input: { reportId: \"rep_01h455vb4pex5vsknk084sn02q\", associationKind: RESALE }"),
    ("partingBlockers", "partyId: \"cus_01h455vb4pex5vsknk084sn02q\", kind: DISASSOCIATION"),
    ("pendingAgreements", "locale: EN"),
    ("statement", "from: \"2026-03-10T05:30:00Z\", to: \"2026-03-11T00:00:00Z\""),
];

/// Every field of `of_type`: facts whole, objects by their ids.
pub(super) fn everything(sdl: &Sdl, of_type: &Type) -> String {
    of_type.fields.iter().map(|field| one(sdl, field)).collect::<Vec<_>>().join(" ")
}

fn one(sdl: &Sdl, field: &Field) -> String {
    let target = sdl.target(field);
    if target.is_node() {
        format!("{}{} {{ id }}", field.name, arguments(field, ALL_ROWS))
    } else if target.is_object() {
        format!("{}{} {{ {} }}", field.name, arguments(field, ALL_ROWS), everything(sdl, target))
    } else {
        format!("{}{}", field.name, arguments(field, ALL_ROWS))
    }
}

/// The ids of `of_type` and of everything that is `depth` edges away.
pub(super) fn tree(sdl: &Sdl, of_type: &Type, depth: usize) -> String {
    let id = of_type.fields.iter().any(|field| field.name == "id").then(|| "id".to_owned());
    let edges = of_type.fields.iter().filter_map(|field| branch(sdl, field, depth));
    id.into_iter().chain(edges).collect::<Vec<_>>().join(" ")
}

/// `field` and what is `depth` edges away by it; none when it leads to no object with an id.
pub(super) fn branch(sdl: &Sdl, field: &Field, depth: usize) -> Option<String> {
    let target = sdl.target(field);
    let (name, arguments) = (&field.name, arguments(field, SOME_ROWS));
    if depth == 0 {
        None
    } else if target.is_connection() {
        let row = tree(sdl, sdl.target(target.field("nodes")), depth - 1);
        (!row.is_empty()).then(|| format!("{name}{arguments} {{ nodes {{ {row} }} }}"))
    } else if target.is_object() {
        let row = tree(sdl, target, if target.is_node() { depth - 1 } else { depth });
        (!row.is_empty()).then(|| format!("{name}{arguments} {{ {row} }}"))
    } else {
        None
    }
}

/// What a payload refused, as a whole and item by item.
pub(super) fn refusals(sdl: &Sdl, payload: &Type) -> String {
    let refused = |field: &Field| {
        let target = sdl.target(field);
        if target.name == "UserError" {
            Some(format!("{} {{ code field message }}", field.name))
        } else if target.is_object() && !target.is_node() {
            let inner = refusals(sdl, target);
            (!inner.is_empty()).then(|| format!("{} {{ {inner} }}", field.name))
        } else {
            None
        }
    };
    payload.fields.iter().filter_map(refused).collect::<Vec<_>>().join(" ")
}

/// What `field` is told, in parentheses.
pub(super) fn arguments(field: &Field, rows: usize) -> String {
    let told =
        TOLD.iter().find(|(name, _)| *name == field.name && !field.args.is_empty()).map(|(_, told)| (*told).to_owned());
    let required = field.args.iter().filter(|it| it.is_required());
    assert!(told.is_some() || required.count() == 0, "the walk does not know how to ask for {}", field.name);
    let rows = field.args.iter().any(|it| it.name == "first").then(|| format!("first: {rows}"));
    let arguments: Vec<String> = told.into_iter().chain(rows).collect();
    if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) }
}
