//! A worker dies between the relay's yes and writing it down: nobody can know whether the mail went out.

use tests::Worker;

use super::{Held, NOWHERE, all_done, caught, live, upload};

/// Whoever marks a mail as sent waits for this lock.
const GATE: &str = "
    create function wait_at_gate() returns trigger language plpgsql as
        $$ begin perform pg_advisory_xact_lock_shared(1); return new; end $$;
    create trigger gate before update on mails for each row when (new.state = 'sent') execute function wait_at_gate();";

#[tokio::test]
async fn a_mail_that_may_have_been_sent_is_sent_again_under_the_same_message_id() {
    let app = live().await;
    let reseller = app.channel.reseller.clone();
    app.sql(GATE);
    let held = Held::by(&app, "select pg_advisory_xact_lock(1)");
    upload(&app, "S1", &reseller, 1).await;
    let worker = Worker::start(&app, "poll", NOWHERE);
    caught(&app, "mails").await;

    worker.kill();
    held.release();
    assert_eq!(app.rows("select state from mails"), ["sending"]);
    assert_eq!(app.mails().len(), 1, "the relay had it");
    let worker = Worker::start(&app, "poll", NOWHERE);
    all_done(&app).await;
    worker.kill();

    assert_eq!(app.rows("select state from mails"), ["sent"]);
    let mails = app.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].message_id, mails[1].message_id);
    assert_eq!(mails[0].text, mails[1].text);
    assert_eq!(app.count("ledger_transfers"), 1);
    app.close().await;
}
