//! Many acceptances at one moment: one associates.

use futures_util::future::join_all;
use tests::{Answer, App};

use super::{accept_with, edges_of, invitation, link};

/// How often each answer came: `ok`, or its refusal.
fn tally(answers: &[Answer]) -> Vec<(String, usize)> {
    let mut tally = std::collections::BTreeMap::new();
    for answer in answers {
        let word = answer.refusals().first().cloned().unwrap_or_else(|| "ok".to_owned());
        *tally.entry(word).or_insert(0) += 1;
    }
    tally.into_iter().collect()
}

#[tokio::test]
async fn of_64_acceptances_of_one_invitation_at_one_moment_one_associates() {
    let app = App::start().await;
    let token = invitation(&app, &app.channel.reseller, 1).await;
    let customer = app.registered(1).await;
    let person = app.admin_of(&customer).await;
    let agreements = app.agreements("ASSOCIATE_RESALE").await;

    let answers = join_all((0..64).map(|_| accept_with(&app, &person, &token, &agreements))).await;

    assert_eq!(tally(&answers), [("INVITATION_USED token".to_owned(), 63), ("ok".to_owned(), 1)]);
    assert_eq!((edges_of(&app, &customer), app.count("onboardings"), app.count("acceptances")), (1, 1, 5));
    app.run_jobs().await;
    app.close().await;
}

/// The one has reported the customer and mailed it, the other has a link that serves whomever it reports.
#[tokio::test]
async fn of_64_acceptances_of_the_invitations_of_two_partners_one_associates() {
    let app = App::start().await;
    let first = link(&app, &app.channel.other_reseller, "RESALE").await;
    let second = invitation(&app, &app.channel.reseller, 1).await;
    let customer = app.registered(1).await;
    let person = app.admin_of(&customer).await;
    let agreements = app.agreements("ASSOCIATE_RESALE").await;

    let answers = join_all((0..64).map(|turn| {
        let token = if turn % 2 == 0 { &first } else { &second };
        accept_with(&app, &person, token, &agreements)
    }))
    .await;

    let tally = tally(&answers);
    let count = |word: &str| tally.iter().filter(|(it, _)| it.starts_with(word)).map(|(_, count)| count).sum::<usize>();
    assert_eq!(count("ok"), 1, "{tally:?}");
    assert_eq!(count("INVITATION_USED") + 1, 32, "{tally:?}");
    assert_eq!(count("CUSTOMER_REPORTED") + count("CUSTOMER_ASSOCIATED"), 32, "{tally:?}");
    assert_eq!((edges_of(&app, &customer), app.count("onboardings")), (1, 1));
    app.run_jobs().await;
    app.close().await;
}
