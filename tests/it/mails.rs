//! E-mails: every word of them, once for whoever reads them, and what happens when the relay says no.

use domain::mail::{Letter, RemittanceCredited};
use domain::party::Locale;
use tests::{App, BankFile, Line, Mood, Relay};
use workers::emails::Emails;

fn emails() -> Emails {
    Emails::new(&"https://partners.example".parse().unwrap()).unwrap()
}

/// An app in which the reseller was credited 10.00 and its mail was tried.
async fn credited(app: App) -> App {
    let line = Line::from(&app.channel.reseller, "R1", "10.00");
    app.finance().await.import(&BankFile::new("S1", [line])).await;
    app
}

/// `queued`, and the state and attempts of its job.
fn fate(app: &App) -> String {
    app.rows("select format('%s, job %s %s', mails.state, jobs.state, attempt) from mails, jobs where jobs.name = 'send_email'").remove(0)
}

/// Makes the job of the one mail ready again, as after a crash between sending and writing that down.
fn send_again(app: &App) {
    app.sql(
        "update mails set state = 'sending', sent_at = null; \
         update jobs set state = 'ready', attempt = 0, done_at = null, rung_at = null where name = 'send_email'",
    );
}

/// A person looks at these after a change: `cargo dev bless` writes them anew.
#[test]
fn every_letter_reads_well_in_every_language() {
    let samples = emails().samples().unwrap();

    assert_eq!(samples.len(), 23 * Locale::ALL.len(), "every letter, in every language");
    for (locale, rendered) in samples {
        let (name, text) = (rendered.template, format!("{}\n\n{}", rendered.subject, rendered.text));
        insta::assert_snapshot!(format!("{name}.{locale}.txt"), text);
        insta::assert_snapshot!(format!("{name}.{locale}.html"), rendered.html);
    }
}

#[test]
fn a_hostile_name_is_text_in_html_and_itself_in_text() {
    let name = "<script>alert(1)</script> \"&' {{ amount }}";
    let letter = Letter::RemittanceCredited(RemittanceCredited {
        partner_name: name.to_owned(),
        amount: "1.00 CNY".parse().unwrap(),
        cleared: "0.00 CNY".parse().unwrap(),
        balance: "1.00 CNY".parse().unwrap(),
        payer_name: name.to_owned(),
        bank_reference: name.to_owned(),
        remittance_number: "6228480000000000017".to_owned(),
        booked_on: chrono::NaiveDate::from_ymd_opt(2026, 3, 10).unwrap(),
    });

    for locale in Locale::ALL {
        let rendered = emails().render(&letter, name, *locale).unwrap();

        assert!(!rendered.html.contains("<script"), "{}", rendered.html);
        assert_eq!(rendered.html.matches("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;").count(), 5, "{}", rendered.html);
        assert_eq!(rendered.text.matches(name).count(), 5, "{}", rendered.text);
    }
}

#[tokio::test]
async fn a_payers_name_reaches_the_reader_as_text() {
    let app = App::start().await;
    let reseller = app.channel.reseller.clone();
    let reference = "R&1 <b>bold</b>";
    let file = BankFile::new("S1", [Line::from(&reseller, "R1", "10.00")])
        .xml()
        .replace(">R1<", ">R&amp;1 &lt;b&gt;bold&lt;/b&gt;<");

    app.finance().await.upload("statement.xml", file).await;
    app.run_jobs().await;

    let mail = app.mails().remove(0);
    assert!(mail.text.contains(reference), "{}", mail.text);
    assert!(mail.html.contains("R&amp;1 &lt;b&gt;bold&lt;&#x2f;b&gt;"), "{}", mail.html);
    app.close().await;
}

#[tokio::test]
async fn a_mail_that_is_sent_again_is_the_same_mail() {
    let app = credited(App::start().await).await;
    send_again(&app);

    app.run_jobs().await;

    let mails = app.mails();
    assert_eq!(mails.len(), 2, "the relay accepted it twice");
    assert_eq!(mails[0], mails[1], "under one Message-ID, which readers show once");
    let id: uuid::Uuid = app.rows("select id from mails")[0].parse().unwrap();
    assert_eq!(mails[0].message_id, format!("{}@headwater.example", schema::ids::MailId::from_uuid(id)));
    app.close().await;
}

#[tokio::test]
async fn a_job_that_comes_again_does_not_send_a_mail_that_was_sent() {
    let app = credited(App::start().await).await;
    app.sql("update jobs set state = 'ready', done_at = null, rung_at = null where name = 'send_email'");

    assert_eq!(app.run_jobs().await, 1);

    assert_eq!(app.mails().len(), 1);
    app.close().await;
}

#[tokio::test]
async fn who_is_suspended_is_not_written_to() {
    let relay = Relay::start(Mood::Away);
    let app = credited(App::with_relay(&relay).await).await;
    app.sql(&format!("update staff set suspended_at = now() where email = '{}'", app.channel.reseller.email));
    relay.becomes(Mood::Answers("550 nobody may be asked for"));
    app.later(chrono::TimeDelta::seconds(3));

    assert_eq!(app.run_jobs().await, 1);

    assert_eq!(fate(&app), "dropped, job done 2");
    app.close().await;
}

#[tokio::test]
async fn a_credit_to_a_partner_whose_people_are_all_suspended_writes_no_mail() {
    let app = App::start().await;
    app.sql("update staff set suspended_at = now() where email <> 'finance@vendor.example'");

    let app = credited(app).await;

    assert_eq!((app.count("ledger_transfers"), app.count("mails"), app.mails().len()), (1, 0, 0));
    app.close().await;
}

#[tokio::test]
async fn a_recipient_whom_the_relay_refuses_for_good_is_left_for_a_person() {
    let relay = Relay::start(Mood::Answers("550 5.1.1 no such user"));

    let app = credited(App::with_relay(&relay).await).await;

    assert_eq!(fate(&app), "sending, job dead 1");
    let error = app.rows("select last_error from jobs where name = 'send_email'").remove(0);
    assert_eq!(error, "the mail cannot be sent: it answered 550");
    assert_eq!(
        app.finance().await.balance_of(&app.channel.reseller).await.as_deref(),
        Some("10.00"),
        "the money is there all the same"
    );
}

/// Busy, or asking us to sign in better: both pass.
#[tokio::test]
async fn a_relay_that_refuses_for_now_gets_the_mail_later() {
    let relay = Relay::start(Mood::Answers("451 4.3.0 later"));
    let app = credited(App::with_relay(&relay).await).await;
    let after_451 = fate(&app);
    relay.becomes(Mood::Answers("535 5.7.8 who are you"));
    app.later(chrono::TimeDelta::seconds(3));
    app.run_jobs().await;
    let after_535 = fate(&app);
    relay.becomes(Mood::Away);
    app.later(chrono::TimeDelta::seconds(6));
    app.run_jobs().await;
    let after_silence = fate(&app);

    relay.becomes(Mood::Accepts);
    app.later(chrono::TimeDelta::seconds(12));
    app.run_jobs().await;

    assert_eq!(
        [after_451, after_535, after_silence],
        ["sending, job ready 1", "sending, job ready 2", "sending, job ready 3"]
    );
    assert_eq!(fate(&app), "sent, job done 4");
    app.close().await;
}
