//! What was, as it was told then.

use chrono::{SecondsFormat, TimeDelta};
use domain::clock::Clock;
use tests::App;

use super::{lineage, told};

/// Whatever happened since, the lineage as of a moment is what was told at that moment.
#[tokio::test]
async fn the_lineage_as_of_a_moment_is_the_one_that_was_told_then() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let (distributor, reseller, customer) = (&channel.distributor, &channel.reseller, &channel.customer);
    let parties = [distributor, reseller, customer];
    let mut then = Vec::new();
    let remember = async |then: &mut Vec<(String, Vec<Vec<String>>)>| {
        let finance = app.finance().await;
        let mut told_now = Vec::new();
        for party in parties {
            told_now.push(told(&lineage(&app, &finance, party, None).await));
        }
        then.push((app.clock.now().instant().to_rfc3339_opts(SecondsFormat::Micros, true), told_now));
        app.later(TimeDelta::minutes(1));
    };

    remember(&mut then).await;
    app.wire(distributor, "R1", "200.00", 8).await;
    remember(&mut then).await;
    app.wire(distributor, "R2", "800.00", 9).await;
    app.give(distributor, reseller, "300.00").await;
    remember(&mut then).await;
    app.give(reseller, customer, "120.00").await;
    remember(&mut then).await;
    app.take_back(customer, reseller, "69.50").await;
    app.take_back(reseller, distributor, "210.00").await;
    remember(&mut then).await;
    app.give(distributor, reseller, "900.00").await;
    app.give(reseller, customer, "600.00").await;
    remember(&mut then).await;

    let finance = app.finance().await;
    for (at, told_then) in &then {
        for (party, told_then) in parties.iter().zip(told_then) {
            let told_now = told(&lineage(&app, &finance, party, Some(at)).await);
            assert_eq!(&told_now, told_then, "{} as of {at}", party.name);
        }
    }
    assert_eq!(then[2].1[1].len(), 2, "of two wires");
    app.close().await;
}
