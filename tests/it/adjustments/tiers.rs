//! The tiers there are, in any shape, under any commands: who is refused is refused for the reason of the model, and
//! every account has the very money the model says.

use domain::adjustment::{self, Direction, Given, Order};
use domain::db::{self, Mode};
use domain::hold::{self, Place, Purpose};
use domain::ledger::{self, AccountKind, movements};
use domain::party::{self, EdgeKind, Kind};
use domain::refusal::Refusal;
use proptest::prelude::*;
use schema::ids::{AdjustmentId, ChargeId, HoldId};
use schema::money::Currency;
use schema::problem::Code;

use super::model::{Model, Node};
use super::stage::{Stage, Verdict, lines, money};

/// Two distributors, three resellers, a solution provider, four customers.
const KINDS: [Kind; 10] = [
    Kind::Distributor,
    Kind::Distributor,
    Kind::Reseller,
    Kind::Reseller,
    Kind::Reseller,
    Kind::SolutionProvider,
    Kind::Customer,
    Kind::Customer,
    Kind::Customer,
    Kind::Customer,
];
const PARTNERS: usize = 6;

#[derive(Debug, Clone)]
enum Command {
    Credit { to: usize, day: i64, cents: i64 },
    Adjust { direction: Direction, by: usize, acting_for: Option<usize>, party: usize, cents: i64, mode: Mode },
    Earmark { of: usize, cents: i64 },
    Release,
    Owe { customer: usize, cents: i64 },
}

/// A channel: resellers under a distributor, customers under any partner, some advised, some resellers on their own.
fn tree() -> impl Strategy<Value = Vec<Node>> {
    let node = |at: usize| {
        let kind = KINDS[at];
        let above = match kind {
            Kind::Reseller => prop::option::weighted(0.9, 0..2_usize).boxed(),
            Kind::Customer => prop::option::weighted(0.95, 0..PARTNERS).boxed(),
            Kind::Vendor | Kind::Distributor | Kind::SolutionProvider | Kind::GovSubsidy | Kind::Merchant => {
                Just(None).boxed()
            }
        };
        (above, prop::bool::weighted(0.15), prop::bool::weighted(0.8)).prop_map(move |(above, is_advised, lets_act)| {
            let is_advised = is_advised && kind == Kind::Customer;
            Node { kind, above, is_advised, lets_act }
        })
    };
    (0..KINDS.len()).map(node).collect::<Vec<_>>()
}

/// Commands, most of them along an edge.
fn command(nodes: &[Node]) -> impl Strategy<Value = Command> + use<> {
    let cents = || prop_oneof![1 => Just(0), 9 => prop::sample::select(vec![1, 50, 100, 250]), 6 => 1..400_i64];
    let edges: Vec<(usize, usize)> =
        nodes.iter().enumerate().filter_map(|(at, node)| node.above.map(|above| (above, at))).collect();
    let above: Vec<Option<usize>> = nodes.iter().map(|node| node.above).collect();
    let anybody = (0..PARTNERS, 0..KINDS.len(), prop::option::weighted(0.3, 0..PARTNERS));
    let along = (any::<prop::sample::Index>(), prop::bool::weighted(0.25)).prop_map(move |(which, acts)| {
        let (upper, lower) = *edges.get(which.index(edges.len().max(1))).unwrap_or(&(0, 2));
        match above[upper] {
            Some(distributor) if acts => (distributor, lower, Some(upper)),
            _ => (upper, lower, None),
        }
    });
    let direction = prop_oneof![3 => Just(Direction::Allocate), 2 => Just(Direction::Reclaim)];
    let mode = prop_oneof![9 => Just(Mode::Real), 1 => Just(Mode::Dry)];
    prop_oneof![
        4 => (0..PARTNERS, 0..4_i64, 1..500_i64).prop_map(|(to, day, cents)| Command::Credit { to, day, cents }),
        8 => (direction, prop_oneof![6 => along.boxed(), 1 => anybody.boxed()], cents(), mode).prop_map(
            |(direction, (by, party, acting_for), cents, mode)| Command::Adjust { direction, by, acting_for, party, cents, mode }
        ),
        1 => (0..PARTNERS, 1..300_i64).prop_map(|(of, cents)| Command::Earmark { of, cents }),
        1 => Just(Command::Release),
        1 => (PARTNERS..KINDS.len(), 1..200_i64).prop_map(|(customer, cents)| Command::Owe { customer, cents }),
    ]
}

/// What a command did: cents that cleared a debt, or why not.
type Done = Result<i64, Code>;

fn in_the_model(model: &mut Model, command: &Command, held: &mut Option<(usize, i64)>) -> Done {
    match *command {
        Command::Credit { to, day, cents } => model.credit(to, day, cents),
        Command::Owe { customer, cents } => model.owe(customer, cents),
        Command::Earmark { of, cents } => {
            if held.is_none() {
                model.carry((of, "cash"), (of, "earmarked"), cents)?;
                *held = Some((of, cents));
            }
        }
        Command::Release => {
            if let Some((of, cents)) = held.take() {
                model.carry((of, "earmarked"), (of, "cash"), cents)?;
            }
        }
        Command::Adjust { direction, by, acting_for, party, cents, mode } => {
            let before = model.clone();
            let done = model.adjust(direction, by, acting_for, party, cents);
            if mode == Mode::Dry {
                *model = before;
            }
            return done;
        }
    }
    Ok(0)
}

fn in_the_books(stage: &Stage, conn: &mut domain::Conn, command: &Command, held: &mut Option<HoldId>) -> Done {
    let (now, key, vendor) = (stage.now, AdjustmentId::new().to_string(), &stage.vendor.actor);
    match *command {
        Command::Credit { to, day, cents } => stage.credit(conn, to, day, cents),
        Command::Owe { customer, cents } => {
            let debt = stage.account(conn, customer, AccountKind::Debt);
            let revenue = ledger::platform_account(conn, AccountKind::Revenue, Currency::CNY).unwrap().id;
            let movement = movements::arrears(ChargeId::new(), debt, revenue, money(cents));
            ledger::post(conn, now, vendor, &[movement]).unwrap();
        }
        Command::Earmark { of, cents } if held.is_none() => {
            let account_id = stage.account(conn, of, AccountKind::Cash);
            let (purpose, reason) = (Purpose::Earmarked, "Migration project".to_owned());
            let place = Place { account_id, purpose, amount: money(cents), reason };
            let placed = db::in_transaction(conn, |conn| hold::place(conn, now, vendor, &key, &place));
            *held = Some(placed.map_err(|error| error.code())?.result.id);
        }
        Command::Release => {
            if let Some(id) = held.take() {
                hold::release(conn, now, vendor, &key, id).unwrap();
            }
        }
        Command::Earmark { .. } => {}
        Command::Adjust { direction, by, acting_for, party, cents, mode } => {
            let order = Order { party_id: stage.players[party].id, amount: money(cents), memo: None };
            let acting_for = acting_for.map(|reseller| stage.players[reseller].id);
            let given = Given { key: &key, acting_for, proof: None, mode };
            let actor = &stage.players[by].actor;
            let made = db::in_transaction(conn, |conn| adjustment::adjust(conn, now, actor, direction, &order, given));
            let made = made.flatten().map_err(|error| error.code())?;
            return Ok(i64::try_from(made.result.arrears_cleared.amount().mantissa()).unwrap());
        }
    }
    Ok(0)
}

/// The parties come together as the tree says.
fn associate(stage: &Stage, conn: &mut domain::Conn, nodes: &[Node]) {
    for (at, node) in nodes.iter().enumerate() {
        let Some(above) = node.above else { continue };
        let kind = match (node.kind, node.is_advised) {
            (Kind::Reseller, _) => EdgeKind::Reseller,
            (_, true) => EdgeKind::Advisory,
            (_, false) => EdgeKind::Resale,
        };
        let (upper, lower) = (stage.players[above].id, stage.players[at].id);
        party::associate(conn, stage.now, &stage.vendor.actor, kind, upper, lower).unwrap();
        if !node.lets_act {
            let told = format!("update edges set allows_acting = false where lower_id = '{}'", lower.uuid());
            diesel::connection::SimpleConnection::batch_execute(conn, &told).unwrap();
        }
    }
}

#[tokio::test]
async fn whatever_partners_command_leaves_the_books_as_the_model_has_them() {
    let stage = Stage::with(&KINDS).await;
    let sequences = tree().prop_flat_map(|nodes| {
        let commands = prop::collection::vec(command(&nodes), 4..14);
        (Just(nodes), commands)
    });

    stage.play(&sequences, |conn, (nodes, commands)| -> Verdict {
        associate(&stage, conn, &nodes);
        let (mut model, mut held, mut placed) = (Model::of(nodes), None, None);
        for command in &commands {
            let expected = in_the_model(&mut model, command, &mut held);
            prop_assert_eq!(in_the_books(&stage, conn, command, &mut placed), expected, "{:?}", command);
            prop_assert_eq!(lines(conn), model.lines(), "{:?}", command);
        }
        Ok(())
    });

    stage.app.close().await;
}
