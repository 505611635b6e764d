//! The words of letters about partings: asked for, come to nothing, done.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::calendar;
use domain::mail::{Letter, PartingLetter};
use domain::parting::{Blocker, Kind, Side, Status};
use domain::party::{EdgeKind, Locale};
use schema::money::{Currency, Money};
use schema::notices::PartingReader;
use serde::Serialize;

use super::{Error, Words, format};

/// What all of them say.
#[derive(Debug, Serialize)]
struct Facts {
    partner_name: String,
    lower_name: String,
    /// The reader's own party.
    own_name: String,
    /// The other.
    other_name: String,
    is_upper: bool,
    /// The reader's side asked for it.
    is_own: bool,
    /// Nobody was asked: the vendor decided.
    is_decided: bool,
    /// The customer spends what the partner allocates, so there may be something to return.
    is_resale: bool,
    change: &'static str,
    reason: String,
    /// Empty when nothing was said.
    opinion: String,
    /// The last day for an answer; empty when nobody is asked.
    answer_by: String,
    /// `refused`, `withdrawn`, `expired`, `blocked`, …
    outcome: &'static str,
    /// What stood in the way, one after the other; empty when nothing did.
    blockers: String,
    /// Empty when nothing was returned.
    money_returned: String,
    /// Zero when none was.
    coupons_returned: i32,
}

impl Facts {
    fn of(letter: &PartingLetter, locale: Locale) -> Self {
        let (partner, lower) = (letter.partner_name.clone(), letter.lower_name.clone());
        let is_upper = letter.reader == PartingReader::Upper;
        let (own_name, other_name) = if is_upper { (&partner, &lower) } else { (&lower, &partner) };
        // The time ends at midnight: the day before is the last.
        let last = |by: DateTime<Utc>| by.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(by);
        let blockers: Vec<&str> = letter.blockers.iter().map(|it| blocker(*it, locale)).collect();
        Self {
            own_name: own_name.clone(),
            other_name: other_name.clone(),
            is_upper,
            is_own: letter.side == if is_upper { Side::Partner } else { Side::Customer },
            is_decided: letter.side == Side::Vendor,
            is_resale: letter.from_kind == EdgeKind::Resale,
            change: change(letter, locale),
            reason: letter.reason.clone(),
            opinion: letter.opinion.clone().unwrap_or_default(),
            answer_by: letter.answer_by.map(|by| format::date(calendar::day_of(last(by)), locale)).unwrap_or_default(),
            outcome: letter.status.as_str(),
            blockers: blockers.join(if locale == Locale::ZhCn { "；" } else { "; " }),
            money_returned: letter
                .money_returned
                .filter(|money| money.is_positive())
                .map(|money| format::money(money, locale))
                .unwrap_or_default(),
            coupons_returned: letter.coupons_returned,
            partner_name: partner,
            lower_name: lower,
        }
    }
}

/// What `parting_requested` says.
#[derive(Debug, Serialize)]
pub(super) struct Requested {
    #[serde(flatten)]
    facts: Facts,
}

impl Words for Requested {
    type Letter = PartingLetter;

    const TEMPLATE: &'static str = "parting_requested";

    fn of(letter: &PartingLetter, locale: Locale) -> Self {
        Self { facts: Facts::of(letter, locale) }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::PartingRequested(PartingLetter {
            status: Status::WaitingCustomer,
            opinion: None,
            money_returned: None,
            coupons_returned: 0,
            ..sample()?
        }))
    }
}

/// What `parting_decided` says.
#[derive(Debug, Serialize)]
pub(super) struct Decided {
    #[serde(flatten)]
    facts: Facts,
}

impl Words for Decided {
    type Letter = PartingLetter;

    const TEMPLATE: &'static str = "parting_decided";

    fn of(letter: &PartingLetter, locale: Locale) -> Self {
        Self { facts: Facts::of(letter, locale) }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::PartingDecided(PartingLetter {
            lower_name: "上海***".to_owned(),
            reader: PartingReader::Upper,
            status: Status::Blocked,
            blockers: vec![Blocker::Arrears, Blocker::ReservedInstance],
            money_returned: None,
            coupons_returned: 0,
            ..sample()?
        }))
    }
}

/// What `parting_done` says.
#[derive(Debug, Serialize)]
pub(super) struct Done {
    #[serde(flatten)]
    facts: Facts,
}

impl Words for Done {
    type Letter = PartingLetter;

    const TEMPLATE: &'static str = "parting_done";

    fn of(letter: &PartingLetter, locale: Locale) -> Self {
        Self { facts: Facts::of(letter, locale) }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::PartingDone(sample()?))
    }
}

fn sample() -> Result<PartingLetter, Error> {
    Ok(PartingLetter {
        partner_name: "Harbour & Sons Cloud".to_owned(),
        lower_name: "上海灯笼食品有限公司".to_owned(),
        reader: PartingReader::Lower,
        kind: Kind::Switch,
        from_kind: EdgeKind::Resale,
        to_kind: Some(EdgeKind::Advisory),
        side: Side::Partner,
        status: Status::Done,
        reason: "As agreed on the phone.".to_owned(),
        opinion: Some("Agreed.".to_owned()),
        answer_by: NaiveDate::from_ymd_opt(2026, 3, 18).map(calendar::start_of),
        blockers: Vec::new(),
        money_returned: Some(Money::new("1069.50".parse().unwrap_or_default(), Currency::CNY)?),
        coupons_returned: 3,
    })
}

const fn change(letter: &PartingLetter, locale: Locale) -> &'static str {
    match (locale, letter.kind, letter.to_kind) {
        (Locale::En, Kind::Switch, Some(EdgeKind::Resale)) => "change to resale",
        (Locale::En, Kind::Switch, _) => "change to advisory sales",
        (Locale::En, Kind::Disassociation, _) => "end of the association",
        (Locale::En, Kind::ResellerExit, _) => "exit of the reseller",
        (Locale::En, Kind::Promotion, _) => "promotion of the reseller to distributor",
        (Locale::ZhCn, Kind::Switch, Some(EdgeKind::Resale)) => "切换为代售",
        (Locale::ZhCn, Kind::Switch, _) => "切换为顾问销售",
        (Locale::ZhCn, Kind::Disassociation, _) => "解除关联",
        (Locale::ZhCn, Kind::ResellerExit, _) => "云经销商退出",
        (Locale::ZhCn, Kind::Promotion, _) => "云经销商升级为总经销商",
    }
}

const fn blocker(blocker: Blocker, locale: Locale) -> &'static str {
    match locale {
        Locale::En => in_english(blocker),
        Locale::ZhCn => in_chinese(blocker),
    }
}

const fn in_english(blocker: Blocker) -> &'static str {
    match blocker {
        Blocker::PostPaid => "the customer pays after use",
        Blocker::Arrears => "the customer is in arrears",
        Blocker::UnpaidInvoice => "invoiced amounts have to be given back",
        Blocker::ReservedInstance => "a reserved instance has not expired",
        Blocker::SupportPlan => "a support plan of the partner is in force",
        Blocker::PendingPartnerPayment => "an order waits for the partner's payment",
        Blocker::SpecialContract => "a special contract is in force",
        Blocker::CustodySubAccount => "the customer's enterprise keeps its money",
        Blocker::NonCustodySubAccount => "the customer is a member of an enterprise",
        Blocker::CustodyMaster => "the customer keeps the money of sub-accounts",
        Blocker::NonCustodyMaster => "the customer has sub-accounts",
        Blocker::SpecialBalance => "a balance needs special handling",
        Blocker::HasCustomers => "the reseller has customers",
        Blocker::MoneyHeld => "money of the distributor is set aside",
    }
}

const fn in_chinese(blocker: Blocker) -> &'static str {
    match blocker {
        Blocker::PostPaid => "客户为后付费模式",
        Blocker::Arrears => "客户存在欠费",
        Blocker::UnpaidInvoice => "客户存在欠票",
        Blocker::ReservedInstance => "客户存在未到期的预留实例",
        Blocker::SupportPlan => "客户存在有效的伙伴支持计划",
        Blocker::PendingPartnerPayment => "客户存在待伙伴支付的订单",
        Blocker::SpecialContract => "客户存在生效中的特殊商务合同",
        Blocker::CustodySubAccount => "客户为财务托管企业子账号",
        Blocker::NonCustodySubAccount => "客户为非财务托管企业子账号",
        Blocker::CustodyMaster => "客户存在财务托管的企业子账号",
        Blocker::NonCustodyMaster => "客户存在非财务托管的企业子账号",
        Blocker::SpecialBalance => "客户余额需线下处理",
        Blocker::HasCustomers => "云经销商名下仍有客户",
        Blocker::MoneyHeld => "总经销商拨付的资金处于冻结或专款专用状态",
    }
}
