//! The ledger alone under any tree, up to six deep: what goes down and comes back, one step or two in one act, leaves
//! every account with what the model says, of the very money the model says.

use domain::actor::Actor;
use domain::db;
use domain::ledger::{self, AccountKind, Between, movements};
use domain::party::Kind;
use domain::refusal::Refusal;
use proptest::prelude::*;
use schema::ids::AdjustmentId;
use schema::problem::Code;

use super::model::{Model, Node};
use super::stage::{Stage, Verdict, lines, money};

/// The root and six tiers, when each stands under the one before.
const NODES: usize = 7;

#[derive(Debug, Clone)]
enum Command {
    /// Money arrives at a node, on a day.
    Credit(usize, i64, i64),
    /// From above to the node.
    Down(usize, i64),
    /// From the node to above it.
    Up(usize, i64),
    /// From two above to the node, by the one between: two movements, one act.
    Through(usize, i64, i64),
}

/// Whom each node but the first stands under.
fn tree() -> impl Strategy<Value = Vec<usize>> {
    let above = |node: usize| prop_oneof![3 => Just(node - 1), 1 => 0..node];
    (1..NODES).map(above).collect::<Vec<_>>()
}

fn command() -> impl Strategy<Value = Command> {
    // Few amounts and few days, so that they meet: a purse that is just enough, money of one day from two sides.
    let cents = || prop_oneof![Just(1), Just(50), Just(100), Just(250), 1..400_i64];
    let node = || 1..NODES;
    prop_oneof![
        3 => (prop_oneof![2 => Just(0), 1 => 0..NODES], 0..4_i64, cents()).prop_map(|(to, day, cents)| Command::Credit(to, day, cents)),
        4 => (node(), cents()).prop_map(|(to, cents)| Command::Down(to, cents)),
        2 => (node(), cents()).prop_map(|(from, cents)| Command::Up(from, cents)),
        2 => (node(), cents(), cents()).prop_map(|(to, first, second)| Command::Through(to, first, second)),
    ]
}

/// What one act moves: from, to, cents.
fn steps(command: &Command, above: &[usize]) -> Vec<(usize, usize, i64)> {
    match *command {
        Command::Credit(..) => Vec::new(),
        Command::Down(to, cents) => vec![(above[to - 1], to, cents)],
        Command::Up(from, cents) => vec![(from, above[from - 1], cents)],
        Command::Through(to, first, second) => match above[to - 1] {
            0 => vec![(0, to, first)],
            between => vec![(above[between - 1], between, first), (between, to, second)],
        },
    }
}

fn in_the_model(model: &mut Model, command: &Command, above: &[usize]) -> Result<(), Code> {
    if let Command::Credit(to, day, cents) = *command {
        model.credit(to, day, cents);
    }
    let before = model.clone();
    let moved = steps(command, above)
        .into_iter()
        .try_for_each(|(from, to, cents)| model.carry((from, "cash"), (to, "cash"), cents));
    if moved.is_err() {
        *model = before;
    }
    moved
}

fn in_the_ledger(stage: &Stage, conn: &mut domain::Conn, command: &Command, above: &[usize]) -> Result<(), Code> {
    if let Command::Credit(to, day, cents) = *command {
        stage.credit(conn, to, day, cents);
        return Ok(());
    }
    let movements: Vec<_> = steps(command, above)
        .into_iter()
        .map(|(from, to, cents)| {
            let [from, to] = [from, to].map(|node| stage.account(conn, node, AccountKind::Cash));
            movements::allocation(AdjustmentId::new(), Between { from, to }, money(cents))
        })
        .collect();
    let posted = db::in_transaction(conn, |conn| ledger::post(conn, stage.now, &Actor::system("test"), &movements));
    posted.map(drop).map_err(|error| error.code())
}

#[tokio::test]
async fn whatever_goes_down_a_tree_and_back_is_where_the_model_has_it() {
    let stage = Stage::with(&[Kind::Merchant; NODES]).await;
    let sequences = (tree(), prop::collection::vec(command(), 4..14));

    stage.play(&sequences, |conn, (above, commands)| -> Verdict {
        let kind = Kind::Merchant;
        let mut model = Model::of(vec![Node { kind, above: None, is_advised: false, lets_act: false }; NODES]);
        for command in &commands {
            let expected = in_the_model(&mut model, command, &above);
            prop_assert_eq!(in_the_ledger(&stage, conn, command, &above), expected, "{:?}", command);
            prop_assert_eq!(lines(conn), model.lines(), "{:?}", command);
        }
        Ok(())
    });

    stage.app.close().await;
}
