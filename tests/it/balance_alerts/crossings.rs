//! Once a downward crossing.

use chrono::TimeDelta;
use domain::actor::Role;
use domain::clock::Clock;
use domain::ledger::{Between, movements};
use schema::ids::AdjustmentId;
use tests::App;

use super::{alert, set, warnings};

#[tokio::test]
async fn a_fall_below_the_threshold_warns_once_until_the_balance_was_back() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let (distributor, reseller) = (&channel.distributor, &channel.reseller);
    app.wire(distributor, "R1", "1000.00", 9).await;
    app.give(distributor, reseller, "300.00").await;
    let admin = app.admin_of(reseller).await;
    set(&app, &admin, reseller, Some("100.00")).await.ok();

    let mut seen = Vec::new();
    let steps = [
        ("down to the threshold", "200.00", true),
        ("below", "0.01", true),
        ("further below", "49.99", true),
        ("up, still below", "49.99", false),
        ("up to the threshold", "0.01", false),
        ("below again", "100.00", true),
    ];
    for (step, amount, is_down) in steps {
        if is_down {
            app.take_back(reseller, distributor, amount).await
        } else {
            app.give(distributor, reseller, amount).await
        }
        app.run_jobs().await;
        let alert = alert(&app, &admin, reseller).await.unwrap();
        seen.push(format!("{step}: {alert}, {} warnings", warnings(&app).len()));
    }

    insta::assert_snapshot!(seen.join("\n"), @"
    down to the threshold: 100.00 armed, 0 warnings
    below: 100.00 waits, 1 warnings
    further below: 100.00 waits, 1 warnings
    up, still below: 100.00 waits, 1 warnings
    up to the threshold: 100.00 armed, 1 warnings
    below again: 100.00 waits, 2 warnings
    ");
    assert_eq!(app.count("jobs where name = 'warn_balance'"), 2);
    app.close().await;
}

/// Administrators and finance people are told, each in their language, and nobody else.
#[tokio::test]
async fn the_owners_administrators_and_finance_people_are_told_in_their_language() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let distributor = &channel.distributor;
    app.colleague(distributor, "Fay", &[Role::Finance]).await;
    app.colleague(distributor, "Olga", &[Role::Operations]).await;
    app.wire(distributor, "R1", "2000.00", 9).await;
    let admin = app.admin_of(distributor).await;
    set(&app, &admin, distributor, Some("1000.00")).await.ok();

    app.later(TimeDelta::minutes(5));
    app.give(distributor, &channel.reseller, "1019.50").await;
    app.later(TimeDelta::minutes(5));
    app.give(distributor, &channel.reseller, "80.50").await;
    app.run_jobs().await;

    let account = app.purse(distributor).await.to_string();
    let mails = app.mails();
    let texts: Vec<String> = mails
        .iter()
        .filter(|mail| mail.text.contains(&account))
        .map(|mail| format!("{}\n{}", mail.subject, mail.text.replace(&account, "acc_…")))
        .collect();
    assert_eq!(warnings(&app).len(), 2);
    insta::assert_snapshot!(texts.join("\n========\n"), @"
    余额低于人民币 1,000.00 元：当前余额人民币 980.50 元
    Robin，您好：

    长江云分销有限公司 的账户余额已低于所设置的预警阈值。

      当前余额：人民币 980.50 元
      预警阈值：人民币 1,000.00 元
      账户：现金账户，acc_…
      发生时间：2026年3月10日 12:05（GMT+8）

    请及时补充余额，以免影响后续使用。余额恢复到阈值或以上之后再次低于阈值时，
    我们才会再次提醒。

    --
    您收到本邮件，是因为您负责 长江云分销有限公司 的财务事务。
    https://partners.example/
    ========
    Balance below CNY 1,000.00: CNY 980.50 left
    Dear Fay,

    The balance of an account of 长江云分销有限公司 has fallen below the threshold that was set for it.

      Balance:     CNY 980.50
      Threshold:   CNY 1,000.00
      Account:     Cash account, acc_…
      Since:       10 March 2026, 12:05 (GMT+8)

    Please see to it that there is enough on it for what is to come. You will be told
    again only after the balance was back at the threshold or above.

    --
    You receive this e-mail because you look after the finances of 长江云分销有限公司.
    https://partners.example/
    ");
    app.close().await;
}

/// A customer's balance is watched by the customer.
#[tokio::test]
async fn a_customer_is_warned_of_its_own_balance() {
    let app = App::start().await;
    let channel = app.channel.clone();
    app.wire(&channel.reseller, "R1", "100.00", 9).await;
    app.give(&channel.reseller, &channel.customer, "50.00").await;
    let admin = app.admin_of(&channel.customer).await;
    set(&app, &admin, &channel.customer, Some("20.00")).await.ok();

    app.take_back(&channel.customer, &channel.reseller, "40.00").await;
    app.run_jobs().await;

    assert_eq!(warnings(&app), ["admin: Balance below CNY 20.00: CNY 10.00 left"]);
    app.close().await;
}

/// Ten acts at one moment, one of which crosses: whichever it is, it is told once.
#[tokio::test]
async fn acts_at_one_moment_warn_once() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let (distributor, reseller) = (&channel.distributor, &channel.reseller);
    app.wire(distributor, "R1", "100.00", 9).await;
    let admin = app.admin_of(distributor).await;
    set(&app, &admin, distributor, Some("55.00")).await.ok();

    futures_util::future::join_all((0..10).map(|_| app.give(distributor, reseller, "10.00"))).await;
    app.run_jobs().await;

    assert_eq!(alert(&app, &admin, distributor).await.as_deref(), Some("55.00 waits"));
    assert_eq!(app.count("jobs where name = 'warn_balance'"), 1);
    assert_eq!(warnings(&app), ["admin: 余额低于人民币 55.00 元：当前余额人民币 50.00 元"]);
    app.close().await;
}

/// What counts is what is left after the whole act; and an act that is not carried out warns nobody.
#[tokio::test]
async fn only_what_is_left_after_the_whole_act_counts() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let (distributor, reseller) = (&channel.distributor, &channel.reseller);
    app.wire(distributor, "R1", "100.00", 9).await;
    let admin = app.admin_of(distributor).await;
    set(&app, &admin, distributor, Some("50.00")).await.ok();
    let (cash, below) = (app.purse(distributor).await, app.purse(reseller).await);
    let (down, up) = (Between { from: cash, to: below }, Between { from: below, to: cash });
    let amount = "80.00 CNY".parse().unwrap();

    let there = movements::allocation(AdjustmentId::new(), down, amount);
    let back = movements::reclaim(AdjustmentId::new(), up, amount);
    app.post(app.clock.now(), vec![there.clone(), back]).await.unwrap();
    let now = app.clock.now();
    let tried = app.db.tx(move |conn| {
        domain::db::dry_run(conn, |conn| {
            let again = movements::allocation(AdjustmentId::new(), down, amount);
            domain::ledger::post(conn, now, &domain::actor::Actor::system("test"), &[again])
        })
    });
    tried.await.unwrap();

    assert_eq!(app.count("jobs where name = 'warn_balance'"), 0);
    assert_eq!(alert(&app, &admin, distributor).await.as_deref(), Some("50.00 armed"));
    app.close().await;
}
