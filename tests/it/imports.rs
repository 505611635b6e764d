//! Taking files in: whatever comes twice, broken off or together, each entry counts once.

use serde_json::{Value, json};
use tests::{App, BankFile, Line, Worker, eventually};

/// One statement sent whole, split, re-ordered, overlapping and together with itself.
#[tokio::test]
async fn a_statement_imported_in_every_way_twenty_times_credits_each_entry_once() {
    let app = App::start().await;
    let finance = app.finance().await;
    let reseller = app.channel.reseller.clone();
    let lines: Vec<Line> = (1..=12).map(|n| Line::from(&reseller, &format!("R{n}"), "1.00")).collect();
    let rotated = |by: usize| lines.iter().cycle().skip(by).take(lines.len()).cloned().collect::<Vec<_>>();
    let mut files = vec![BankFile::new("WHOLE", lines.clone())];
    files.extend((1..8).map(|by| BankFile::new(&format!("ORDER-{by}"), rotated(by))));
    files.extend(lines.chunks(4).enumerate().map(|(n, part)| BankFile::new(&format!("PART-{n}"), part.to_vec())));
    files.extend((0..8).map(|at| BankFile::new(&format!("OVERLAP-{at}"), lines[at..at + 4].to_vec())));
    files.push(BankFile::new("WHOLE", [lines.clone(), vec![Line::from(&reseller, "R13", "1.00")]].concat()));
    assert_eq!(files.len(), 20);

    for file in &files {
        finance.upload(&format!("{}.xml", file.reference), file.xml()).await;
    }
    tokio::join!(app.run_jobs(), app.run_jobs(), app.run_jobs(), app.run_jobs());

    assert_eq!(finance.balance_of(&reseller).await.as_deref(), Some("13.00"));
    assert_eq!(app.count("bank_entries where state = 'credited'"), 13);
    assert_eq!(app.count("bank_entries where state not in ('credited', 'duplicate')"), 0);
    assert_eq!(app.count("bank_decisions"), app.count("bank_entries"));
    assert_eq!((app.count("events"), app.mails().len()), (13, 13));
    app.close().await;
}

/// The worker is killed over and over while it stores and decides a file of several batches.
#[tokio::test]
async fn an_import_whose_worker_is_killed_again_and_again_goes_on_where_it_was() {
    let app = App::live(tests::Database::clone_template()).await;
    let finance = app.finance().await;
    let reseller = app.channel.reseller.clone();
    let lines = (1..=3_500).map(|n| Line::from(&reseller, &format!("R{n}"), "0.01"));
    let (id, _) = finance.upload("long.xml", BankFile::new("LONG", lines).xml()).await;

    for stored in [1_000, 2_000] {
        let worker = Worker::start(&app, "poll", "redis://127.0.0.1:1");
        eventually("a batch more is stored", || app.count("bank_entries") >= stored).await;
        worker.kill();
    }
    let worker = Worker::start(&app, "poll", "redis://127.0.0.1:1");
    let open = "jobs where queue = 'bank' and state in ('ready', 'running')";
    eventually("all entries are decided", || app.count(open) == 0).await;
    worker.kill();

    assert_eq!(progress(&finance.bank_upload(&id).await), "IMPORTED camt.053 3500 of 3500");
    assert_eq!(finance.balance_of(&reseller).await.as_deref(), Some("35.00"));
    assert_eq!(app.count("bank_entries where state = 'credited'"), 3_500);
    // Thousands of mails are another story.
    app.sql("update jobs set state = 'cancelled', done_at = now(), lease_token = null, lease_until = null where queue = 'email'");
    app.close().await;
}

fn progress(upload: &Value) -> String {
    let text = |field: &str| upload[field].as_str().unwrap_or("-").split(".001").next().unwrap().to_owned();
    format!("{} {} {} of {}", text("state"), text("format"), upload["storedCount"], upload["entryCount"])
}

/// What a bank's own program leaves in the watched folder is taken in once and put away.
#[tokio::test]
async fn files_in_the_watched_folder_are_taken_in_once_and_put_away() {
    let app = App::live(tests::Database::clone_template()).await;
    let finance = app.finance().await;
    let reseller = app.channel.reseller.clone();
    let inbox = app.inbox_folder();
    let file = BankFile::new("S1", [Line::from(&reseller, "R1", "10.00")]).xml();
    std::fs::write(inbox.join("statement.xml"), &file).unwrap();
    std::fs::write(inbox.join("again.xml"), &file).unwrap();
    std::fs::write(inbox.join("torn.xml"), &file[..file.len() / 2]).unwrap();
    std::fs::write(inbox.join("empty.xml"), "").unwrap();
    std::fs::write(inbox.join("coming.xml.part"), &file).unwrap();
    let workers = [(), ()].map(|()| Worker::start(&app, "poll", "redis://127.0.0.1:1"));

    let undecided = "bank_uploads where state not in ('imported', 'rejected')";
    eventually("all files are decided", || app.count("bank_uploads") >= 4 && app.count(undecided) == 0).await;
    let open = "jobs where queue in ('bank', 'email') and state in ('ready', 'running')";
    eventually("all is done", || app.count(open) == 0).await;
    eventually("the folder is empty", || names(&inbox) == ["coming.xml.part", "done", "rejected"]).await;
    workers.into_iter().for_each(Worker::kill);

    let seen = finance.query(include_str!("../graphql/bank_uploads.graphql"), json!({})).await;
    let mut told: Vec<String> = seen.data()["bankUploads"]["nodes"].as_array().unwrap().iter().map(told).collect();
    told.sort();
    let one_of_two = told.iter().filter(|it| it.contains("IMPORTED")).count();
    assert_eq!(one_of_two, 1, "{told:?}");
    assert_eq!(told.iter().filter(|it| it.contains("DUPLICATE_FILE")).count(), 1, "{told:?}");
    assert!(told.contains(&"empty.xml INBOX REJECTED EMPTY_FILE".to_owned()), "{told:?}");
    assert!(told.contains(&"torn.xml INBOX REJECTED XML_MALFORMED".to_owned()), "{told:?}");
    assert_eq!((names(&inbox.join("done")).len(), names(&inbox.join("rejected")).len()), (2, 2));
    assert_eq!(finance.balance_of(&reseller).await.as_deref(), Some("10.00"));
    app.close().await;
}

fn told(upload: &Value) -> String {
    let text = |field: &str| upload[field].as_str().unwrap_or("-").to_owned();
    let finding = upload["findings"][0]["code"].as_str().unwrap_or("-");
    format!("{} {} {} {finding}", text("fileName"), text("source"), text("state"))
}

fn names(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Statements that do not follow each other are taken in, and the file says so.
#[tokio::test]
async fn gaps_overlaps_and_breaks_between_statements_warn_and_stop_nothing() {
    let app = App::start().await;
    let finance = app.finance().await;
    let reseller = app.channel.reseller.clone();
    let numbered = |number: u32, reference: &str, lines: Vec<Line>| {
        let number = format!("<ElctrncSeqNb>{number}</ElctrncSeqNb>");
        BankFile::new(reference, lines).xml().replace("<Acct>", &format!("{number}<Acct>"))
    };
    let line = |reference: &str| vec![Line::from(&reseller, reference, "10.00")];
    let mut told = Vec::new();
    for (name, file) in [
        ("first", numbered(1, "S1", vec![])),
        ("next, and its balance goes on", numbered(2, "S2", line("R1"))),
        ("one left out", numbered(4, "S4", line("R2"))),
        ("its balance does not go on", numbered(5, "S5", line("R3"))),
        ("a reference that came before", numbered(2, "S2", [line("R1"), line("R4")].concat())),
    ] {
        let (id, _) = finance.upload(name, file).await;
        app.run_jobs().await;
        let upload = finance.bank_upload(&id).await;
        let findings = upload["findings"].as_array().unwrap().iter();
        let findings: Vec<String> = findings
            .map(|it| format!("{} {}", it["severity"].as_str().unwrap(), it["code"].as_str().unwrap()))
            .collect();
        told.push(format!(
            "{name}: {}",
            [vec![upload["state"].as_str().unwrap().to_owned()], findings].concat().join(", ")
        ));
    }

    insta::assert_snapshot!(told.join("\n"), @"
    first: IMPORTED
    next, and its balance goes on: IMPORTED
    one left out: IMPORTED, WARNING SEQUENCE_GAP
    its balance does not go on: IMPORTED, WARNING BALANCE_BREAK
    a reference that came before: IMPORTED, WARNING BALANCE_BREAK, WARNING SEQUENCE_OVERLAP
    ");
    assert_eq!(finance.balance_of(&reseller).await.as_deref(), Some("40.00"));
    app.close().await;
}
