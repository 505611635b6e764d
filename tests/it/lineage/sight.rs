//! Who sees what of it.

use serde_json::{Value, json};
use tests::App;

use super::{funded, lineage, told};

/// The story of example 2 as each tier sees it: nobody reads the bank references of who stands above, nor its accounts.
#[tokio::test]
async fn each_tier_sees_its_own_part_of_the_way() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;

    let mut seen = Vec::new();
    for viewer in [
        &channel.distributor,
        &channel.reseller,
        &channel.customer,
        &channel.other_reseller,
        &channel.other_distributor,
    ] {
        let person = app.admin_of(viewer).await;
        for party in [&channel.distributor, &channel.reseller, &channel.customer] {
            let names = [viewer, party].map(|it| it.name.split(' ').next().unwrap());
            let told = told(&lineage(&app, &person, party, None).await);
            if told != ["unseen"] {
                seen.push(format!("{} of {}\n  {}", names[0], names[1], told.join("\n  ")));
            }
        }
    }

    insta::assert_snapshot!(seen.join("\n"), @"
    长江云分销有限公司 of 长江云分销有限公司
      700.00 of R2 by 长江云分销有限公司 CASH
    长江云分销有限公司 of Heron
      80.00 of R1 by 长江云分销有限公司 CASH > Heron CASH
      100.00 of R2 by 长江云分销有限公司 CASH > Heron CASH
      50.00 of R3 by Heron CASH
    Heron of Heron
      80.00 of ? by Heron CASH
      100.00 of ? by Heron CASH
      50.00 of R3 by Heron CASH
    Heron of Lantern
      120.00 of ? by Heron CASH > La*** SPENDING
    Lantern of Lantern
      120.00 of ? by Lantern SPENDING
    ");
    app.close().await;
}

/// The lots of an account say no more than its lineage.
#[tokio::test]
async fn a_lot_tells_where_it_came_from_to_who_might_see_that() {
    const LOTS: &str =
        "query($id: ID!) { node(id: $id) { ... on Account { fundLots { channel channelReference arrivedAt
        amount { amount } remaining { amount } } } } }";
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let account = json!({ "id": app.purse(&channel.reseller).await.to_string() });

    let mut seen = Vec::new();
    for viewer in [&channel.distributor, &channel.reseller] {
        let answer = app.admin_of(viewer).await.query(LOTS, account.clone()).await;
        seen.push(answer.data()["node"]["fundLots"].clone());
    }

    let of = |reference: Value, day: u32, amount: &str, left: &str| {
        let (known, left) = (!reference.is_null(), json!({ "amount": left }));
        let at = known.then(|| format!("2026-03-{:02}T16:00:00.000000Z", day - 1));
        let (channel, amount) = (known.then_some("BANK_TRANSFER"), known.then(|| json!({ "amount": amount })));
        json!({ "channel": channel, "channelReference": reference, "arrivedAt": at, "amount": amount, "remaining": left })
    };
    let own = of(json!("R3"), 10, "50.00", "50.00");
    assert_eq!(
        seen[0],
        json!([of(json!("R1"), 8, "200.00", "80.00"), of(json!("R2"), 9, "800.00", "100.00"), own.clone()])
    );
    assert_eq!(seen[1], json!([of(Value::Null, 0, "", "80.00"), of(Value::Null, 0, "", "100.00"), own]));
    app.close().await;
}
