//! How well and how fast bank files become money: matches against known truth, entries a second from the file to the
//! partner's account, and the memory that takes.
//!
//! The workers' own program does the work, on PostgreSQL alone. A file lies in the object store as one that was
//! uploaded; what is measured ends when its last entry is decided.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark that cannot go on says where, and prints what it found"
)]

use std::collections::HashMap;
use std::time::{Duration, Instant};

use domain::actor::Actor;
use domain::bank::{self, Register};
use domain::clock::{Clock, SystemClock};
use domain::party::{self, Kind, Locale};
use schema::money::Currency;
use tests::truth::{self, Expected, Holder, Truth};
use tests::{App, BANK_ACCOUNT, Database, Worker};

/// Entries whose truth is known.
const KNOWN: usize = 20_000;
/// The least share of right payments that must need no person, in percent.
const LEAST_CREDITED_PERCENT: usize = 95;
/// Entries of the small and the large file.
const SIZES: [usize; 2] = [6_000, 60_000];
/// The least rate, in entries a second.
const LEAST_RATE: u128 = 5_000;
/// How much more memory the large file may take, in percent of the small one's.
const MOST_GROWTH_PERCENT: u64 = 120;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        if std::env::args().all(|it| it != "speed") {
            known().await;
        }
        speed().await;
    });
}

/// Imports files with known truth and compares.
async fn known() {
    let app = App::live(Database::clone_template()).await;
    let holders = found(&app, 500).await;
    let euro = Register {
        number: BANK_ACCOUNT.to_owned(),
        currency: "EUR".parse().unwrap(),
        name: "Euro".to_owned(),
        payee: bank::PayeeInput::default(),
    };
    app.db.tx(move |conn| bank::ensure_account(conn, SystemClock.now(), &Actor::system("bench"), &euro)).await.unwrap();
    let (files, truths) = truth::files(20_261_121, &holders, KNOWN, 1_000, BANK_ACCOUNT);
    let worker = Worker::start(&app, "poll", "redis://127.0.0.1:1");
    let entries: usize = files.iter().map(|file| file.entries).sum();
    for (number, file) in files.into_iter().enumerate() {
        import(&app, &format!("known-{number}.xml"), file.xml).await;
    }
    worker.kill();
    report(&app, &holders, &truths, entries);
    println!("  discrepancies in the books: {}", app.discrepancies().await.len());
}

/// Prints how the decisions compare with the truth.
fn report(app: &App, holders: &[Holder], truths: &[Truth], entries: usize) {
    let decided: HashMap<String, (String, String)> = app
        .rows(
            "select entry.bank_reference || '|' || entry.state || '|' || coalesce(account.number, '-') \
             from bank_entries entry left join remittance_accounts account on account.id = entry.remittance_account_id \
             where entry.state <> 'duplicate' and not entry.is_reversal",
        )
        .into_iter()
        .map(|row| {
            let [reference, state, number] = <[&str; 3]>::try_from(row.split('|').collect::<Vec<_>>()).unwrap();
            (reference.to_owned(), (state.to_owned(), number.to_owned()))
        })
        .collect();
    let (mut wrong, mut right, mut credited, mut missed) = (0, 0, 0, HashMap::<&str, usize>::new());
    for truth in truths {
        let Some((state, number)) = decided.get(&truth.reference) else { continue };
        let had_it = state == "credited" || state == "reversed";
        let whose = match truth.expected {
            Expected::Credited(at) | Expected::TakenBack(at) => Some(holders[at].number.to_string()),
            Expected::Nobody => None,
        };
        let taken_back = matches!(truth.expected, Expected::TakenBack(_));
        wrong += usize::from(had_it && whose.as_ref() != Some(number));
        wrong += usize::from(state == "reversed" && !taken_back);
        if whose.is_some() {
            right += 1;
            credited += usize::from(had_it);
            if !had_it {
                *missed.entry(truth.story).or_default() += 1;
            }
        }
    }
    let percent = credited * 100 / right.max(1);
    let is_fine = wrong == 0 && percent >= LEAST_CREDITED_PERCENT;
    println!("matches: {wrong} wrong (limit: 0), {percent} % of right payments credited without a person");
    println!("  (limit: at least {LEAST_CREDITED_PERCENT} %); {entries} entries, {} receipts", truths.len());
    println!(
        "  {} and {} not credited {missed:?}",
        if is_fine { "within the limits" } else { "BEYOND THE LIMITS" },
        right - credited
    );
    for line in app.rows(
        "select state || coalesce(' ' || reason, '') || ': ' || count(*) from bank_entries group by state, reason order by 1",
    ) {
        println!("    {line}");
    }
}

/// Imports a small and a large file and compares rate and memory.
async fn speed() {
    let mut peaks = Vec::new();
    for entries in SIZES {
        let app = App::live(Database::clone_template()).await;
        let holders = found(&app, 200).await;
        let worker = Worker::start(&app, "poll", "redis://127.0.0.1:1");
        let xml = truth::notification(&holders, entries, BANK_ACCOUNT);
        let size = xml.len() / 1_000_000;
        let began = Instant::now();
        import(&app, "notification.xml", xml).await;
        let rate = u128::try_from(entries).unwrap() * 1_000 / began.elapsed().as_millis();
        let peak = worker.peak_memory() / 1_000_000;
        worker.kill();
        let credited = app.count("bank_entries where state = 'credited'");
        assert_eq!(usize::try_from(credited), Ok(entries));
        println!("{entries} entries of one camt.054 ({size} MB): {rate} entries/s, {peak} MB resident at most");
        peaks.push((rate, peak));
    }
    let (rate, growth) = (peaks[1].0, peaks[1].1 * 100 / peaks[0].1.max(1));
    let is_fine = rate >= LEAST_RATE && growth <= MOST_GROWTH_PERCENT;
    println!("  rate at least {LEAST_RATE}/s, memory at most {MOST_GROWTH_PERCENT} % of the small file's: {growth} %");
    println!("  {}", if is_fine { "within the limits" } else { "BEYOND THE LIMITS" });
}

/// Puts a file where an uploaded one lies and waits until its last entry is decided.
async fn import(app: &App, name: &str, xml: String) {
    let (_, status) = app.finance().await.upload(name, xml).await;
    assert_eq!(status, 201);
    let waits = "bank_uploads where state in ('received', 'importing')";
    let decides = "jobs where queue = 'bank' and state in ('ready', 'running')";
    let mut look = tokio::time::interval(Duration::from_millis(20));
    while app.count(waits) > 0 || app.count(decides) > 0 {
        look.tick().await;
    }
}

/// Partners with exclusive numbers, whose names banks write in several ways.
async fn found(app: &App, count: usize) -> Vec<Holder> {
    let found = app.db.tx(move |conn| {
        let (now, actor) = (SystemClock.now(), Actor::system("bench"));
        let mut holders = Vec::with_capacity(count);
        for index in 0..count {
            let name = if index % 2 == 0 {
                format!("Bench {} Systems Ltd", words(index))
            } else {
                format!("长江云{}有限公司", words(index))
            };
            let party = party::enter(conn, now, &actor, Kind::SolutionProvider, &name, Locale::En).unwrap();
            let account = bank::issue(conn, now, &actor, party.id, Currency::CNY).unwrap();
            holders.push(Holder { name, number: account.number.parse().unwrap() });
        }
        Ok::<_, bank::Error>(holders)
    });
    found.await.unwrap()
}

/// A number in letters: names that differ by digits only would be too easy to tell apart.
fn words(index: usize) -> String {
    const SYLLABLES: [&str; 10] = ["ba", "ke", "li", "mo", "nu", "pa", "re", "si", "to", "vu"];
    index.to_string().bytes().map(|digit| SYLLABLES[usize::from(digit - b'0')]).collect()
}
